/** Writes storage format from strings: the only places where an author's text becomes markup. */
import { namedEntities } from '../storage-format/entities.ts';

/** Attribute values before escaping; `undefined` leaves the attribute out. */
export type WrittenAttributes = Readonly<Record<string, string | undefined>>;

const characters: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as content or as the value of an attribute. */
export function escapeXml(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (character) => characters[character] ?? '') : text;
}

/**
 * One element.
 * @param name of ours, never an author's
 * @param content storage format; without it the element is empty
 */
export function xmlElement(name: string, attributes: WrittenAttributes, content?: string): string {
  let tag = `<${name}`;
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined) tag += ` ${key}="${escapeXml(value)}"`;
  }
  return content === undefined ? `${tag} />` : `${tag}>${content}</${name}>`;
}

/** Text as a CDATA section, or two where it holds the end of one. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** @returns the reference as it is written, if it is one that the storage format knows; undefined for any other `&` */
export function readEntity(reference: string): string | undefined {
  const name = reference.slice(1, -1);
  if (!name.startsWith('#')) return namedEntities[name] === undefined ? undefined : reference;
  const code = Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1));
  const allowed =
    (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0xd800) || (code >= 0xe000 && code < 0xfffe) || code >= 0x10000;
  return allowed && code <= 0x10ffff ? reference : undefined;
}
