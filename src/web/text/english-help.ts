/** What the help says around its documents, in English. */
import type { Format } from './format.ts';

export const englishHelp = {
  title: 'Help',
  description: 'How to use, run and connect this site.',
  documents: 'Documents',
  search: 'Search the help',
  searchButton: 'Search',
  count: (format: Format, found: number) => format.plural(found, { one: '# section', other: '# sections' }),
  none: 'No section has all these words. Try fewer of them.',
  /** Under an empty list. */
  readMore: 'How this works',
  /** What stands above code, by its language. */
  languages: {
    sh: 'Shell',
    js: 'JavaScript (Node.js)',
    json: 'JSON',
    python: 'Python',
    text: 'Text',
    nginx: 'nginx',
    ini: 'Settings',
  } as Readonly<Record<string, string | undefined>>, // By the word after the fence.
};
