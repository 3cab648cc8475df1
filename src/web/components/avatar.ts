/** Pictures of people and applications: their own, or initials on a colour that is always the same for the same name. */
import { picturePath } from '../../accounts/user-pictures.ts';
import { type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';
import { icon, weirMark } from './icon.ts';

export type AvatarProps = {
  readonly name: string;
  /** A round picture, or a square one with rounded corners. */
  readonly kind: 'person' | 'application';
  /** Small: in a row or header. Large: at the head of a page. */
  readonly size?: 'small' | 'large';
  /** The address of the picture. */
  readonly src?: string | undefined;
};

/** Decorative: the name always stands beside it. */
export function avatar({ name, kind, size = 'small', src }: AvatarProps): Html {
  const className = `avatar avatar-${kind} avatar-${size}`;
  if (src !== undefined) return html`<img class="${className}" src="${src}" alt="">`;
  return html`<span class="${className}" data-hue="${hueOf(name)}" aria-hidden="true">${initialsOf(name)}</span>`;
}

/** A person's own picture, for those who may see it, or their initials. */
export function personAvatar(
  view: View,
  person: { readonly fullName: string; readonly userKey: string; readonly picture: string | undefined },
  size: 'small' | 'large' = 'small',
): Html {
  const { fullName: name, userKey, picture } = person;
  const src = picture === undefined || view.viewer === undefined ? undefined : address(view, picturePath(userKey, picture));
  return avatar({ name, kind: 'person', size, src });
}

/** An application's mark and Weir's, joined by a line: the head of the consent page. */
export function joinedMarks(application: { readonly name: string; readonly src?: string | undefined }): Html {
  return html`
    <div class="joined-marks">
      ${avatar({ ...application, kind: 'application', size: 'large' })}
      <span class="joined-marks-line" aria-hidden="true">${icon('link')}</span>
      <span class="joined-marks-weir">${weirMark()}</span>
    </div>`;
}

const hues = 8;

function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % hues;
}

/** The first letters of the first and the last word; words that begin with a sign do not count. */
function initialsOf(name: string): string {
  const letters = [...name.matchAll(/(?<=^|\s)[\p{L}\p{N}]/gu)].map(([letter]) => letter.toUpperCase());
  return letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : (letters[0] ?? '?');
}
