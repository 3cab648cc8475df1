/** The list of what a search found. */
import { commentPath, pagePath, spacePath, userPath } from '../../wiki/addresses.ts';
import { excerptOf, type IsHit, segmentsOf } from '../../wiki/search/excerpts.ts';
import type { SearchHit } from '../../wiki/search/hits.ts';
import type { Found } from '../../wiki/search/search.ts';
import { type IconName, icon } from '../components/icon.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';

interface Shown {
  readonly icon: IconName;
  readonly path: string;
  readonly title: string;
  readonly text: string;
  /** What and where it is, and when it was changed. */
  readonly about: Renderable;
}

/** @param texts plain text of content, by id */
export function searchResults(view: View, { results, isHit }: Found, texts: ReadonlyMap<number, string>): Html {
  return html`<ol class="search-results">${results.map((hit) => result(view, shown(view, hit, texts), isHit))}</ol>`;
}

function result(view: View, { icon: name, path, title, text, about }: Shown, isHit: IsHit | undefined): Html {
  return html`
    <li class="search-result">
      <h3 class="search-result-title">
        <a class="with-icon" href="${address(view, path)}">${icon(name)}<span>${marked(title, isHit)}</span></a>
      </h3>
      ${text !== '' && html`<p class="search-result-excerpt">${marked(excerptOf(text, isHit), isHit)}</p>`}
      <p class="search-result-about">${about}</p>
    </li>`;
}

function marked(text: string, isHit: IsHit | undefined): Renderable {
  return segmentsOf(text, isHit).map((segment) => (segment.hit ? html`<mark>${segment.text}</mark>` : segment.text));
}

function shown(view: View, hit: SearchHit, texts: ReadonlyMap<number, string>): Shown {
  const words = view.text.search;
  switch (hit.kind) {
    case 'content': {
      const { content, container } = hit;
      const where = container === undefined ? content.space.name : `${container.title} · ${content.space.name}`;
      return {
        icon: icons[content.type],
        path: pathOf(hit),
        title: content.title,
        text: texts.get(content.id) ?? '',
        about: html`${where} · ${words.changed} ${relativeTime(view, content.version.createdAt)}`,
      };
    }
    case 'space':
      return {
        icon: 'space',
        path: spacePath(hit.space),
        title: hit.space.name,
        text: hit.space.description,
        about: html`${words.spaceResult} · ${hit.space.key}`,
      };
    case 'user':
      return {
        icon: 'user',
        path: userPath(hit.user.username),
        title: hit.user.fullName,
        text: '',
        about: html`${words.userResult} · ${hit.user.username}`,
      };
    default:
      return hit satisfies never;
  }
}

const icons: Readonly<Record<Extract<SearchHit, { kind: 'content' }>['content']['type'], IconName>> = {
  page: 'page',
  blogpost: 'read',
  comment: 'edit',
  attachment: 'attachment',
};

/** A comment or attachment is shown on what it belongs to. */
function pathOf({ content, container }: Extract<SearchHit, { kind: 'content' }>): string {
  if (container === undefined) return pagePath(content);
  if (content.type === 'comment') return commentPath(content.id, container);
  return `${pagePath(container)}?preview=${encodeURIComponent(`/${container.id}/${content.id}/${content.title}`)}`;
}
