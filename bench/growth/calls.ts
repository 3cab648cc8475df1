/**
 * What is called to see what grows, and what may grow how far: `performance.md`'s row on growth in requests of a client.
 */
import { knownToken, knownTokens } from '../data/tokens.ts';
import { commonWord, projectWord } from '../data/words.ts';

/** What of a wiki is called: the same number of things at every size, spread over all of it. */
export interface Targets {
  /** Which data this is. */
  readonly seed: number;
  /** Ids of pages that the caller may read. */
  readonly pages: readonly number[];
  /** Ids of pages with 25 children. */
  readonly parents: readonly number[];
  /** Ordinals of pages, whose words are looked for. */
  readonly ordinals: readonly number[];
  readonly spaceKey: string;
  readonly label: string;
  /** The caller's own space, in which all writing is done. */
  readonly ownSpace: string;
  /** Ids of pages in it. */
  readonly ownPages: readonly number[];
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface MeasuredCall {
  readonly label: string;
  /** The goal: at the largest size at most this many times as long as at the smallest; undefined: no goal is set. */
  readonly most: number | undefined;
  readonly writes: boolean;
  /** @param index counts all calls of this kind on one wiki, from 0 */
  call(targets: Targets, index: number): Call;
}

const goal = 1.3;
const json = { 'content-type': 'application/json' };
const search = (cql: string): Call => ({ method: 'GET', path: `/rest/api/search?limit=25&cql=${encodeURIComponent(cql)}` });
const text = '<p>Written while the time was taken, with some words to be found by.</p>';

export const measuredCalls: readonly MeasuredCall[] = [
  {
    label: 'token check: `user/current`, each time with another token',
    most: goal,
    writes: false,
    call: ({ seed }, index) => ({
      method: 'GET',
      path: '/rest/api/user/current',
      headers: { authorization: `Bearer ${knownToken(seed, 'access', index % knownTokens)}` },
    }),
  },
  {
    label: 'read: a page with its body, version and ancestors',
    most: goal,
    writes: false,
    call: ({ pages }, index) => ({
      method: 'GET',
      path: `/rest/api/content/${at(pages, index)}?expand=body.storage,version,space,ancestors`,
    }),
  },
  {
    label: 'list: 50 pages of a space with five expansions',
    most: undefined,
    writes: false,
    call: ({ spaceKey }, index) => ({
      method: 'GET',
      path: `/rest/api/content?spaceKey=${spaceKey}&type=page&limit=50&start=${(index % 4) * 50}&expand=version,space,ancestors,metadata.labels,body.storage`,
    }),
  },
  {
    label: 'child list: 25 children',
    most: goal,
    writes: false,
    call: ({ parents }, index) => ({
      method: 'GET',
      path: `/rest/api/content/${at(parents, index)}/child/page?limit=25&expand=version`,
    }),
  },
  {
    label: 'search: a word of 25 pages',
    most: goal,
    writes: false,
    call: ({ ordinals }, index) => search(`text ~ "${projectWord(at(ordinals, index))}"`),
  },
  { label: 'search: a word of each fifth page', most: goal, writes: false, call: () => search(`text ~ "${commonWord}"`) },
  {
    label: 'search: a word of each fifth page, last changed first',
    most: undefined,
    writes: false,
    call: () => search(`text ~ "${commonWord}" order by lastmodified desc`),
  },
  {
    label: 'search: pages of a space with a label, last changed first',
    most: undefined,
    writes: false,
    call: ({ spaceKey, label }) =>
      search(`space = ${spaceKey} and label = "${label}" and type = page order by lastmodified desc`),
  },
  {
    label: 'create a page',
    most: undefined,
    writes: true,
    call: ({ ownSpace, ownPages }, index) => ({
      method: 'POST',
      path: '/rest/api/content',
      headers: json,
      body: JSON.stringify({
        type: 'page',
        title: `Measured ${index}`,
        space: { key: ownSpace },
        ancestors: [{ id: String(at(ownPages, index)) }],
        body: { storage: { value: text, representation: 'storage' } },
      }),
    }),
  },
  {
    label: 'update a page',
    most: undefined,
    writes: true,
    call: ({ ownSpace, ownPages }, index) => {
      const version = 2 + Math.floor(index / ownPages.length);
      return {
        method: 'PUT',
        path: `/rest/api/content/${at(ownPages, index)}`,
        headers: json,
        body: JSON.stringify({
          type: 'page',
          title: `Own ${index % ownPages.length}`,
          space: { key: ownSpace },
          version: { number: version },
          body: { storage: { value: `${text}<p>${version}</p>`, representation: 'storage' } },
        }),
      };
    },
  },
  {
    label: 'upload 10 kB',
    most: undefined,
    writes: true,
    call: ({ ownPages }, index) => ({
      method: 'POST',
      path: `/rest/api/content/${at(ownPages, index)}/child/attachment`,
      headers: { 'content-type': 'multipart/form-data; boundary=measured', 'x-atlassian-token': 'nocheck' },
      body: `--measured\r\nContent-Disposition: form-data; name="file"; filename="file-${index}.txt"\r\nContent-Type: text/plain\r\n\r\n${'0123456789'.repeat(1_000)}\r\n--measured--\r\n`,
    }),
  },
];

function at<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('There is nothing to call.');
  return value;
}
