/** The `sort` and `reverse` parameters of macros that list pages. */
import type { ListedPage } from '../macro-data.ts';

/** @returns compares by titles or other words as people order them: 9 before 10, without regard to case */
export function byWords<Item>(wordsOf: (item: Item) => string): (one: Item, other: Item) => number {
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return (one, other) => compare(wordsOf(one), wordsOf(other));
}

/** @returns the pages in the order that is asked for; without one, or an unknown one, as they are */
export function sorted<Page extends ListedPage>(
  pages: readonly Page[],
  sort: string | undefined,
  reverse: boolean,
): readonly Page[] {
  const comparison = comparisonOf(sort?.toLowerCase());
  const inOrder = comparison === undefined ? [...pages] : pages.toSorted(comparison);
  return reverse ? inOrder.reverse() : inOrder;
}

function comparisonOf(sort: string | undefined): ((one: ListedPage, other: ListedPage) => number) | undefined {
  switch (sort) {
    case 'title':
      return byWords(({ title }) => title);
    case 'creation':
      return (one, other) => one.createdAt - other.createdAt;
    case 'modified':
      return (one, other) => one.modifiedAt - other.modifiedAt;
    default:
      return undefined;
  }
}
