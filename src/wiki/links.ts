/**
 * Resolves for one reader what bodies point at: one query per kind of thing, whatever the number of bodies. What the reader may not
 * see is not found, exactly as what does not exist.
 */
import type { Database } from '../database/database.ts';
import { fold } from '../foundation/folding.ts';
import { idIn } from '../foundation/row-id.ts';
import { pagePath, spacePath, userPath } from './addresses.ts';
import { padded } from './lists.ts';
import { permitted, type Reader, readable, type Viewer, viewerOf } from './permissions.ts';
import { currentStatus } from './records.ts';
import type { ResolvedContent, ResolvedSpace, ResolvedUser } from './storage-format/resolved.ts';
import type { PageReference, ResourceReference } from './storage-format/resources.ts';

/** What one body points at. */
export interface Mention {
  /** A title without a space key is looked for in this space. */
  readonly spaceKey: string;
  readonly resources: readonly ResourceReference[];
}

/** Answers for one reader; asked only for what was mentioned. */
export interface ResolvedLinks {
  page(reference: PageReference, spaceKey: string): ResolvedContent | undefined;
  content(contentId: string): ResolvedContent | undefined;
  user(user: { readonly userKey: string | undefined; readonly username: string | undefined }): ResolvedUser | undefined;
  space(spaceKey: string): ResolvedSpace | undefined;
}

/** Far more than a page has, and few enough for one query: what is mentioned beyond it stays unresolved. */
const mostOfAKind = 5_000;

/** What `ri:content-entity` may point at. */
const linkedTypes = ['page', 'blogpost'] as const;
type LinkedType = (typeof linkedTypes)[number];

export type LinkResolver = ReturnType<typeof linkResolver>;

/** @param contextPath what addresses begin with: `/confluence`, or the empty string */
export function linkResolver({ database, contextPath }: { readonly database: Database; readonly contextPath: string }) {
  return async (reader: Reader, mentions: readonly Mention[]): Promise<ResolvedLinks> => {
    const viewer = viewerOf(reader);
    const [pages, contents, users, spaces] = await Promise.all([
      pagesByTitle(viewer, mentions),
      contentById(viewer, mentions),
      usersByName(mentions),
      spacesByKey(viewer, mentions),
    ]);
    return {
      page: ({ kind, title, postingDay }, spaceKey) => pages.get(titleKey(kind, spaceKey, title, postingDay)),
      content: (contentId) => contents.get(contentId),
      user: ({ userKey, username }) =>
        (userKey === undefined ? undefined : users.get(userKey)) ??
        (username === undefined ? undefined : users.get(fold(username))),
      space: (spaceKey) => spaces.get(fold(spaceKey)),
    };
  };

  /** Asks for every title in every space that is named: a few rows too many, and one query. */
  async function pagesByTitle(viewer: Viewer, mentions: readonly Mention[]): Promise<ReadonlyMap<string, ResolvedContent>> {
    const wanted = mentions.flatMap(({ spaceKey, resources }) =>
      resources.flatMap((each) =>
        each.kind === 'page' || each.kind === 'blogpost'
          ? [{ ...each, title: fold(each.title), key: fold(each.spaceKey ?? spaceKey) }]
          : [],
      ),
    );
    const titles = distinct(wanted.map(({ title }) => title));
    const keys = distinct(wanted.map(({ key }) => key));
    if (titles.length === 0) return new Map();
    const rows = await selectTargets(viewer)
      .select('content.posting_day')
      .where('content.title_folded', 'in', padded(titles))
      .where('space.key_folded', 'in', padded(keys))
      .execute();
    const found = new Map(rows.flatMap((row) => keysOf(row).map((key) => [key, toTarget(row)] as const)));
    const missing = wanted.filter(({ kind, key, title, postingDay }) => !found.has(titleKey(kind, key, title, postingDay)));
    if (missing.length === 0) return found;
    const former = await pagesByFormerTitle(viewer, distinct(missing.map(({ title }) => title)), keys);
    return new Map([...former, ...found]);
  }

  /** What links still call as it was called until now: nothing else is called so meanwhile. */
  async function pagesByFormerTitle(
    viewer: Viewer,
    titles: readonly string[],
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, ResolvedContent>> {
    const rows = await selectTargets(viewer)
      .innerJoin('former_title as former', 'former.content_id', 'content.id')
      .innerJoin('space as from', 'from.id', 'former.space_id')
      .select(['content.posting_day', 'former.title_folded as former_title', 'from.key as former_key'])
      .where('former.title_folded', 'in', padded(titles))
      .where('from.key_folded', 'in', padded(keys))
      .execute();
    return new Map(
      rows.flatMap(({ former_title: title, former_key: key, ...row }) =>
        keysOf({ ...row, title, key }).map((key) => [key, toTarget(row)] as const),
      ),
    );
  }

  async function contentById(viewer: Viewer, mentions: readonly Mention[]): Promise<ReadonlyMap<string, ResolvedContent>> {
    const ids = distinct(
      mentions.flatMap(({ resources }) => resources.flatMap((each) => (each.kind === 'content' ? each.contentId : []))),
    );
    const known = ids.flatMap((id) => idIn(id) ?? []);
    if (known.length === 0) return new Map();
    const rows = await selectTargets(viewer).where('content.id', 'in', padded(known)).execute();
    return new Map(rows.map((row) => [String(row.id), toTarget(row)]));
  }

  function selectTargets(viewer: Viewer) {
    return database.read
      .selectFrom('content')
      .innerJoin('space', 'space.id', 'content.space_id')
      .select(['content.id', 'content.type', 'content.title', 'space.key'])
      .$narrowType<{ type: LinkedType }>()
      .where('content.type', 'in', linkedTypes)
      .where('content.status', '=', currentStatus)
      .where(readable(viewer));
  }

  function toTarget(row: {
    readonly id: number;
    readonly type: LinkedType;
    readonly title: string;
    readonly key: string;
  }): ResolvedContent {
    return {
      id: String(row.id),
      type: row.type,
      title: row.title,
      href: contextPath + pagePath({ id: row.id, title: row.title, space: row }),
    };
  }

  /** Names of users are no secret: whoever reads a page reads who wrote it. @returns by key and by folded name */
  async function usersByName(mentions: readonly Mention[]): Promise<ReadonlyMap<string, ResolvedUser>> {
    const wanted = mentions.flatMap(({ resources }) => resources.flatMap((each) => (each.kind === 'user' ? [each] : [])));
    const keys = distinct(wanted.flatMap(({ userKey }) => userKey ?? []));
    const names = distinct(wanted.flatMap(({ username }) => (username === undefined ? [] : fold(username))));
    if (keys.length + names.length === 0) return new Map();
    const rows = await database.read
      .selectFrom('user_account')
      .select(['user_key', 'username', 'username_folded', 'full_name'])
      .where(({ or, eb }) =>
        or([
          ...(keys.length > 0 ? [eb('user_key', 'in', padded(keys))] : []),
          ...(names.length > 0 ? [eb('username_folded', 'in', padded(names))] : []),
        ]),
      )
      .execute();
    return new Map(
      rows.flatMap((row) => {
        const { user_key: userKey, username } = row;
        const user = { userKey, username, displayName: row.full_name, href: contextPath + userPath(username) };
        return [
          [userKey, user],
          [row.username_folded, user],
        ];
      }),
    );
  }

  async function spacesByKey(viewer: Viewer, mentions: readonly Mention[]): Promise<ReadonlyMap<string, ResolvedSpace>> {
    const keys = distinct(
      mentions.flatMap(({ resources }) => resources.flatMap((each) => (each.kind === 'space' ? fold(each.spaceKey) : []))),
    );
    if (keys.length === 0) return new Map();
    const rows = await database.read
      .selectFrom('space')
      .select(['space.key', 'space.key_folded', 'space.name'])
      .where('space.key_folded', 'in', padded(keys))
      .where(permitted('space.id', viewer, 'view'))
      .execute();
    return new Map(rows.map(({ key, key_folded, name }) => [key_folded, { name, href: contextPath + spacePath({ key }) }]));
  }
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].slice(0, mostOfAKind);
}

/** @returns what links may name it by: one to a blog post may say its day, and need not */
function keysOf(row: {
  readonly type: LinkedType;
  readonly key: string;
  readonly title: string;
  readonly posting_day: string | null;
}): readonly string[] {
  const key = titleKey(row.type, row.key, row.title, undefined);
  return row.posting_day === null ? [key] : [key, titleKey(row.type, row.key, row.title, row.posting_day)];
}

/** @param day of a blog post, with any sign between year, month and day */
function titleKey(kind: LinkedType, spaceKey: string, title: string, day: string | undefined): string {
  return JSON.stringify([kind, fold(spaceKey), fold(title), day?.replace(/\D/g, '-')]);
}
