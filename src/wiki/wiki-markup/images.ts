/** `!…!`: pictures, from an attachment or an address. */
import { attachment } from './links.ts';
import { xmlElement } from './write.ts';

const taken = new Set(['align', 'alt', 'border', 'height', 'hspace', 'title', 'vspace', 'width']);

/**
 * @param written what stands before the bar: a file name, `Page^file name`, or an address
 * @param parameters what stands behind it: `thumbnail`, `width=300, align=right`
 * @returns undefined for words between exclamation marks
 */
export function imageToStorage(written: string, parameters = ''): string | undefined {
  const source = written.trim();
  const isAddress = /^https?:\/\//i.test(source);
  if (!isAddress && !/\.[\p{L}\p{N}]{1,10}$/u.test(source)) return undefined;
  const attributes: Record<string, string> = {};
  for (const parameter of parameters.split(/[,|]/)) {
    const equals = parameter.indexOf('=');
    const name = (equals === -1 ? parameter : parameter.slice(0, equals)).trim().toLowerCase();
    const value = parameter
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    if (equals === -1 && name === 'thumbnail') attributes['ac:thumbnail'] = 'true';
    if (equals !== -1 && taken.has(name)) attributes[`ac:${name}`] = name === 'border' ? String(value !== '0') : value;
  }
  if (isAddress) return xmlElement('ac:image', attributes, xmlElement('ri:url', { 'ri:value': source }));
  const caret = source.lastIndexOf('^');
  return xmlElement('ac:image', attributes, attachment(source.slice(caret + 1), source.slice(0, Math.max(caret, 0))));
}
