/** What an application may do, for the person who decides: each permission with its icon, a plain title and one sentence. */
import { type Html, html, type Renderable } from '../html.ts';
import { type IconName, icon } from './icon.ts';

export type Permission = {
  readonly icon: IconName;
  readonly title: string;
  readonly description: Renderable;
  /** Set apart in a warning tone: Admin, System admin. */
  readonly strong?: boolean;
};

export function permissionList(permissions: readonly Permission[]): Html {
  return html`<ul class="permissions">${permissions.map(permissionItem)}</ul>`;
}

function permissionItem({ icon: name, title, description, strong }: Permission): Html {
  return html`
    <li class="${strong ? 'permission permission-strong' : 'permission'}">
      <span class="permission-icon">${icon(name)}</span>
      <div>
        <p class="permission-title">${title}</p>
        <p class="permission-description">${description}</p>
      </div>
    </li>`;
}
