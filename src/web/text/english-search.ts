/** What the page of search says, in English. */
import type { Format } from './format.ts';

export const englishSearch = {
  title: 'Search',
  words: 'Words to look for',
  wordsHint: 'All of them must occur. Put a "phrase" in quotes, end a beginning with *, and leave out with -word.',
  kind: 'Kind',
  kinds: {
    everything: 'Everything',
    page: 'Pages',
    blogpost: 'Blog posts',
    comment: 'Comments',
    attachment: 'Attachments',
    space: 'Spaces',
    user: 'People',
  },
  submit: 'Search',
  advanced: 'Search with CQL',
  cql: 'CQL query',
  cqlHint:
    'The query language of the REST API, such as: space = DOC and label = "how-to" and lastmodified > now("-4w") order by title',
  searchCql: 'Search with CQL',
  results: 'Results',
  count: (format: Format, total: number, isAll: boolean) =>
    isAll
      ? format.plural(total, { one: '# result', other: '# results' })
      : `More than ${format.plural(total, { one: '# result', other: '# results' })}`,
  none: 'Nothing was found',
  noneBody: 'Look for fewer or other words, or the beginning of a word with *. Only what you may see is found.',
  wrongWords: 'These words cannot be looked for',
  wrongQuery: 'The query cannot be read',
  changed: 'changed',
  spaceResult: 'Space',
  userResult: 'Person',
  linked: {
    from: (name: string) => `From ${name}`,
    show: (name: string) => `Show what is found at ${name}`,
    loading: 'Looking…',
    none: 'Nothing was found there.',
    more: (name: string) => `All results at ${name}`,
    accounts: 'Connected accounts',
    reasons: {
      'not-connected': (name: string) => `Connect your account at ${name} to see what you may find there.`,
      'connect-again': (name: string) => `Your account at ${name} needs connecting again.`,
      'client-refused': (name: string) =>
        `${name} does not accept this wiki at the moment. An administrator has to mend the link.`,
      'unknown-link': (name: string) => `${name} is not linked any more.`,
      unavailable: (name: string) => `${name} does not answer at the moment. Try again in a while.`,
      'not-found': (name: string) => `Your account at ${name} may not search there.`,
      'not-understood': (name: string) => `${name} does not understand this query.`,
    },
  },
} as const;
