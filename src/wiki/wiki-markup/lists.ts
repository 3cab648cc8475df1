/** Lists: `*`, `-` and `#` before an item, one per level, mixed freely. */

/** One item: its marks (`*#`), and what it says in storage format. */
export interface ListItem {
  readonly marks: string;
  readonly content: string;
}

/** Deeper than any reader follows; what is deeper stands on this level. */
const deepest = 10;

const item = /^[ \t]*([*#-]{1,100})[ \t]+(\S.*)$/s;

/** @returns the marks and words of a line that is an item, undefined for any other */
export function readItem(line: string): { readonly marks: string; readonly words: string } | undefined {
  const [, marks, words] = item.exec(line) ?? [];
  if (marks === undefined || words === undefined) return undefined;
  return { marks: marks.slice(0, deepest), words };
}

/** Nests items that follow each other. */
export function listsToStorage(items: readonly ListItem[]): string {
  const out: string[] = [];
  let open = '';
  for (const { marks, content } of items) {
    let shared = 0;
    while (shared < Math.min(open.length, marks.length) && isSameKind(open[shared], marks[shared])) shared += 1;
    // An item of the level that is open follows the last one; a shorter or different one first ends what is deeper.
    for (let level = open.length; level > shared; level -= 1) out.push('</li>', endOf(open[level - 1]));
    if (shared === marks.length) out.push('</li>');
    for (let level = shared; level < marks.length; level += 1) {
      out.push(beginOf(marks[level]), level < marks.length - 1 ? '<li>' : '');
    }
    out.push('<li>', content);
    open = marks;
  }
  for (let level = open.length; level > 0; level -= 1) out.push('</li>', endOf(open[level - 1]));
  return out.join('');
}

function isSameKind(one: string | undefined, other: string | undefined): boolean {
  return (one === '#') === (other === '#');
}

function beginOf(mark: string | undefined): string {
  if (mark === '#') return '<ol>';
  return mark === '-' ? '<ul style="list-style-type: square;">' : '<ul>';
}

function endOf(mark: string | undefined): string {
  return mark === '#' ? '</ol>' : '</ul>';
}
