/**
 * The `include` and `exclude` parameters of `toc`. Authors write regular expressions there; because running a stranger's expression
 * can take for ever, only the part that pages really use is supported, and matched in linear time: words, `.*`, and `|`.
 */

/** Finding one text in another takes, at worst, their lengths multiplied. */
const longestPattern = 200;
const understood = /^(?:[^\\^$.|?*+()[\]{}]|\.\*|\||\\[^|])*$/;

/**
 * @param pattern what the author wrote, if anything
 * @param otherwise the answer when there is no pattern, or one that is not understood
 * @returns whether a heading's whole text matches
 */
export function headingFilter(pattern: string | undefined, otherwise: boolean): (text: string) => boolean {
  if (!pattern || pattern.length > longestPattern || !understood.test(pattern)) return () => otherwise;
  const alternatives = pattern
    .split('|')
    .map((alternative) => alternative.split('.*').map((part) => part.replace(/\\(.)/g, '$1')));
  return (text) => alternatives.some((parts) => matches(text, parts));
}

/** Whether the parts stand in the text in this order, the first at its start and the last at its end. */
function matches(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= text.length - last.length;
}
