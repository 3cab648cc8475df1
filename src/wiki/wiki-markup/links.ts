/** `[…]`: links to pages, blog posts, anchors, attachments, users, spaces, content by id, shortcuts and addresses. */
import { cdata, escapeXml, xmlElement } from './write.ts';

const external = /^(?:(?:https?|ftp|sftp|mailto|tel|file):|\/|\\\\)/i;
const posting = /^\/(\d{4}\/\d{1,2}\/\d{1,2})\/(.+)$/;

/** What stands between the brackets: the words before the first bar, if there is one, and what follows. */
export interface WrittenLink {
  readonly alias: string | undefined;
  readonly target: string;
}

/**
 * @param inline converts the words of a link
 * @returns undefined for what names nothing
 */
export function linkToStorage(written: WrittenLink, inline: (text: string) => string): string | undefined {
  const alias = written.alias?.trim();
  const target = written.target.trim();
  if (target === '') return undefined;
  if (external.test(target)) {
    const label = alias || target.replace(/^mailto:/i, '');
    return xmlElement('a', { href: target }, alias ? inline(label) : escapeXml(label));
  }
  const { anchor, resource } = targetOf(target);
  if (anchor === undefined && resource === '') return undefined;
  return xmlElement('ac:link', { 'ac:anchor': anchor }, resource + bodyOf(alias ?? labelOf(target), alias, inline));
}

/** The page that a macro's parameter names, as a link: `Title`, or `KEY:Title`. */
export function pageLink(written: string): string {
  return xmlElement('ac:link', {}, pageResource(written.trim()));
}

function labelOf(target: string): string | undefined {
  return target.startsWith('#') ? target.slice(1) : undefined;
}

function bodyOf(label: string | undefined, alias: string | undefined, inline: (text: string) => string): string {
  if (!label) return '';
  const converted = alias === undefined ? escapeXml(label) : inline(label);
  return converted === escapeXml(label)
    ? xmlElement('ac:plain-text-link-body', {}, cdata(label))
    : xmlElement('ac:link-body', {}, converted);
}

function targetOf(target: string): { readonly anchor: string | undefined; readonly resource: string } {
  if (target.startsWith('~')) {
    const username = target.slice(1).trim();
    return plain(username === '' ? '' : xmlElement('ri:user', { 'ri:username': username }));
  }
  if (/^\$\d+$/.test(target)) return plain(xmlElement('ri:content-entity', { 'ri:content-id': target.slice(1) }));
  const file = target.indexOf('^');
  if (file !== -1) return plain(attachment(target.slice(file + 1).trim(), target.slice(0, file).trim()));
  const shortcut = /^([^@]+)@([\w-]+)$/.exec(target);
  if (shortcut) return plain(xmlElement('ri:shortcut', { 'ri:key': shortcut[2], 'ri:parameter': shortcut[1] }));
  const hash = target.indexOf('#');
  if (hash === -1) return plain(pageResource(target));
  const page = target.slice(0, hash).trim();
  return { anchor: target.slice(hash + 1).trim() || undefined, resource: page === '' ? '' : pageResource(page) };
}

function plain(resource: string) {
  return { anchor: undefined, resource };
}

/** A file on this page or, with a title, on that one. */
export function attachment(filename: string, page: string): string {
  if (filename === '') return '';
  return xmlElement('ri:attachment', { 'ri:filename': filename }, page === '' ? undefined : pageResource(page));
}

/** `Title`, `KEY:Title`, `KEY:`, `/2026/01/31/Title`, `KEY:/2026/01/31/Title`. */
function pageResource(written: string): string {
  const [, key, rest] = /^(~?[\p{L}\p{N}_.-]{1,255}):(.*)$/u.exec(written) ?? [undefined, undefined, written];
  // A colon with a space behind it belongs to a title: `Guide: first steps`.
  const isKey = key !== undefined && !/^\s/.test(rest ?? '');
  const title = isKey ? (rest ?? '') : written;
  const spaceKey = isKey ? key : undefined;
  if (title === '') return xmlElement('ri:space', { 'ri:space-key': spaceKey });
  const post = posting.exec(title);
  if (post === null) return xmlElement('ri:page', { 'ri:space-key': spaceKey, 'ri:content-title': title });
  return xmlElement('ri:blog-post', {
    'ri:space-key': spaceKey,
    'ri:content-title': post[2],
    'ri:posting-day': post[1],
  });
}
