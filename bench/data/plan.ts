/**
 * What a benchmark's wiki holds: who is there, which spaces, and for each space all of its content in the order in which it would have
 * been written. Nothing here touches a database, so that the same plan can be written at once, or by the wiki's verbs.
 */
import { type Chance, chance } from './chance.ts';
import { body, capitalised, commonWord, type Mentionable, projectWord, sentence, titleOf, word } from './words.ts';

/** Three years of writing, in milliseconds since 1970. */
const firstDay = Date.UTC(2023, 0, 2);
const lastDay = Date.UTC(2025, 11, 31);
const minute = 60_000;
const day = 24 * 60 * minute;

export interface PlannedPerson {
  readonly username: string;
  readonly fullName: string;
  readonly userKey: string;
  /** Indexes of teams. */
  readonly teams: readonly number[];
}

export interface PlannedSpace {
  readonly index: number;
  readonly key: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** How many pages it has, the home page among them. */
  readonly pages: number;
  /** How many pages the spaces before it have. */
  readonly pagesBefore: number;
  /** The index of the team that alone may see it; undefined: everybody may. */
  readonly team: number | undefined;
}

export interface Site {
  readonly seed: number;
  readonly people: readonly PlannedPerson[];
  /** Names of groups. */
  readonly teams: readonly string[];
  /** Names of labels. */
  readonly labels: readonly string[];
  readonly spaces: readonly PlannedSpace[];
}

export interface PlannedVersion {
  readonly body: string;
  /** An index of `people`. */
  readonly author: number;
  readonly at: number;
  readonly message: string;
}

interface PlannedContent {
  readonly id: number;
  /** The nearest content at or above it that restricts who reads it. */
  readonly restrictedBy: number | undefined;
  readonly title: string;
  /** At least one, the oldest first. */
  readonly versions: readonly [PlannedVersion, ...PlannedVersion[]];
  /** Names of labels, in their order. */
  readonly labels: readonly string[];
}

export interface PlannedPage extends PlannedContent {
  readonly type: 'page';
  readonly parentId: number;
  readonly position: number;
  /** The index of the team that alone may read it, and what is below it. */
  readonly readers: number | undefined;
  /** Where it has readers: itself, and what restricts it from above. */
  readonly chain: readonly number[];
}

export interface PlannedPost extends PlannedContent {
  readonly type: 'blogpost';
}

export interface PlannedComment extends PlannedContent {
  readonly type: 'comment';
  readonly containerId: number;
  /** The comment that it replies to. */
  readonly parentId: number | undefined;
}

export interface PlannedAttachment extends PlannedContent {
  readonly type: 'attachment';
  readonly containerId: number;
  /** Which of the files that the benchmark has. */
  readonly file: number;
}

export type Planned = PlannedPage | PlannedPost | PlannedComment | PlannedAttachment;

/** Attachments share a few files: what grows with their number is the tables. */
export const fileCount = 16;

/** @param pages how many pages there are in all spaces together */
export function planSite(pages: number, seed: number): Site {
  const luck = chance(seed);
  const teams = Array.from({ length: 20 }, (_, index) => `team-${index + 1}`);
  const people = Array.from({ length: between(20, pages / 500, 2_000) }, (_, index) => ({
    username: `person-${index + 1}`,
    fullName: `${capitalised(word(luck))} ${capitalised(word(luck))}`,
    userKey: luck.bytes(16).toString('hex'),
    teams: [...new Set([index % teams.length, luck.below(teams.length)])],
  }));
  const labels = new Set<string>();
  while (labels.size < 300) labels.add(word(luck));
  return { seed, people, teams, labels: [...labels], spaces: planSpaces(pages, luck, teams.length) };
}

/** A few large spaces and many small ones. */
function planSpaces(pages: number, luck: Chance, teams: number): readonly PlannedSpace[] {
  const weights = Array.from({ length: between(5, pages / 2_500, 400) }, (_, index) => 1 / (index + 3));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let placed = 0;
  return weights.map((weight, index) => {
    const wanted = index === weights.length - 1 ? pages - placed : Math.floor((pages * weight) / whole);
    const space = {
      index,
      key: `BENCH${index + 1}`,
      name: `${capitalised(word(luck))} ${word(luck)}`,
      createdAt: firstDay + luck.below(30) * day,
      pages: Math.max(1, wanted),
      pagesBefore: placed,
      // The largest are for everybody, so that a search has what it must look through.
      team: index > 2 && luck.below(8) === 0 ? luck.below(teams) : undefined,
    };
    placed += space.pages;
    return space;
  });
}

function between(least: number, wanted: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, wanted)));
}

/** A page that still gets children. */
interface Parent {
  readonly id: number;
  readonly children: number;
  readonly restrictedBy: number | undefined;
}

/**
 * All content of a space but its home page. Pages come level by level, each with what belongs to it right behind it.
 * @param homepage the id of the home page; the others count on from there
 */
export function* contentOf(site: Site, space: PlannedSpace, homepage: number): Generator<Planned, void, undefined> {
  const { seed, people } = site;
  const luck = chance(seed, space.index + 1);
  const chains = new Map<number, readonly number[]>();
  const mentionable: Mentionable = {
    title: () => titleOf(seed, space.index, 1 + luck.below(Math.max(1, space.pages - 1))),
    userKey: () => people[luck.few(people.length)]?.userKey ?? '',
  };
  const labels = (most: number) =>
    [...new Set(Array.from({ length: luck.below(most + 1) }, () => site.labels[luck.few(site.labels.length)] ?? ''))].sort();
  let id = homepage;

  function versions(at: number, extra: readonly string[], most: number): [PlannedVersion, ...PlannedVersion[]] {
    const author = luck.few(people.length);
    const first: PlannedVersion = { body: body(luck, mentionable, extra), author, at, message: '' };
    const others: PlannedVersion[] = [];
    for (let later = at; others.length + 1 < most && luck.below(5) === 0; ) {
      later = Math.min(lastDay, later + (1 + luck.below(40)) * day + luck.below(600) * minute);
      const last = others.at(-1)?.body ?? first.body;
      const text = `${last}<p>${sentence(luck)}</p>`;
      others.push({ body: text, author: luck.few(people.length), at: later, message: luck.below(3) === 0 ? sentence(luck) : '' });
    }
    return [first, ...others];
  }

  function* belonging(container: PlannedPage | PlannedPost): Generator<Planned, void, undefined> {
    const since = container.versions[0].at;
    const later = () => Math.min(lastDay, since + luck.below(30) * day + luck.below(1_000) * minute);
    const shared = { containerId: container.id, restrictedBy: container.restrictedBy };
    for (let count = luck.below(6) === 0 ? 1 + luck.below(2) : 0; count > 0; count -= 1) {
      id += 1;
      const file = luck.below(fileCount);
      const author = luck.few(people.length);
      const uploaded: PlannedVersion = { body: '', author, at: later(), message: count === 1 ? sentence(luck) : '' };
      yield { ...shared, type: 'attachment', id, title: `${word(luck)}-${count}.txt`, versions: [uploaded], labels: [], file };
    }
    let above: number | undefined;
    for (let count = luck.below(7) === 0 ? 1 + luck.below(4) : 0; count > 0; count -= 1) {
      id += 1;
      const said = { body: `<p>${sentence(luck)}</p>`, author: luck.few(people.length), at: later(), message: '' };
      const parentId = luck.below(3) === 0 ? above : undefined;
      yield { ...shared, type: 'comment', id, title: `Re: ${container.title}`, versions: [said], labels: [], parentId };
      above = id;
    }
  }

  const parents: Parent[] = [{ id: homepage, children: 25, restrictedBy: undefined }];
  let at = 0;
  let position = 0;
  for (let number = 1; number < space.pages; number += 1) {
    while (position >= (parents[at]?.children ?? 0) && at < parents.length - 1) {
      at += 1;
      position = 0;
    }
    const parent = parents[at];
    if (parent === undefined) return;
    id += 1;
    const ordinal = space.pagesBefore + number;
    const children = childrenOf(luck);
    const readers = children > 0 && luck.below(40) === 0 ? luck.below(site.teams.length) : undefined;
    const above = parent.restrictedBy === undefined ? [] : (chains.get(parent.restrictedBy) ?? []);
    const chain = readers === undefined ? [] : [id, ...above];
    if (readers !== undefined) chains.set(id, chain);
    const restrictedBy = readers === undefined ? parent.restrictedBy : id;
    const began = space.createdAt + Math.floor(((lastDay - 60 * day - space.createdAt) * number) / space.pages);
    const page: PlannedPage = {
      type: 'page',
      id,
      parentId: parent.id,
      position,
      title: titleOf(seed, space.index, number),
      versions: versions(began + luck.below(20 * day), [projectWord(ordinal), ...(ordinal % 5 === 0 ? [commonWord] : [])], 5),
      labels: labels(3),
      readers,
      chain,
      restrictedBy,
    };
    position += 1;
    yield page;
    yield* belonging(page);
    if (children > 0) parents.push({ id: page.id, children, restrictedBy });
    if (number % 50 !== 0) continue;
    id += 1;
    const post: PlannedPost = {
      type: 'blogpost',
      id,
      restrictedBy: undefined,
      title: `${capitalised(word(luck))} ${word(luck)} of week ${number / 50}`,
      versions: versions(began, [], 2),
      labels: labels(2),
    };
    yield post;
    yield* belonging(post);
  }
}

/** Most pages have none, some have a list of 25, a few have many. The last one never ends a tree: a page with none to take its turn gets all others. */
function childrenOf(luck: Chance): number {
  const kind = luck.next();
  if (kind < 0.55) return 0;
  if (kind < 0.85) return 2 + luck.below(8);
  return kind < 0.97 ? 25 : 60 + luck.below(60);
}
