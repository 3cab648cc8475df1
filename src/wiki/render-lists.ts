/** The lists that macros show: pages below a page, recent changes, results of a query. Each costs a bounded number of queries. */
import type { Database } from '../database/database.ts';
import { fold } from '../foundation/folding.ts';
import { pagePath } from './addresses.ts';
import type { ResolvedLinks } from './links.ts';
import { padded } from './lists.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus, pageType, selectRecords, siblingOrder, toRecord } from './records.ts';
import type { Place, ReadyPage } from './render-pages.ts';
import { isCqlProblem } from './search/cql-tree.ts';
import type { Search } from './search/search.ts';
import type { ListedPage, PageTree, RecentQuestion, SearchQuestion, TreeQuestion } from './storage-format/macro-data.ts';

/** Answers to what some pages' macros asked. */
export interface ListAnswers {
  tree(place: Place, question: TreeQuestion): readonly PageTree[] | undefined;
  recent(place: Place, question: RecentQuestion): readonly ListedPage[];
  search(place: Place, question: SearchQuestion): readonly ListedPage[] | undefined;
  /** Pages whose bodies are shown in part, by id. */
  readonly excerpted: readonly number[];
}

/** Pages in all trees of one rendering: what is beyond is left out. */
const mostInTrees = 2_000;
/** Different lists and queries of one rendering, each with a query of its own; what is beyond finds nothing. */
const mostQueries = 20;
/** Pages whose excerpts one rendering shows. */
const mostExcerpts = 200;

export function listReader(options: {
  readonly database: Database;
  readonly contextPath: string;
  readonly search: Pick<Search, 'find'>;
}) {
  const { database, contextPath, search } = options;

  return async (reader: Reader, pages: readonly ReadyPage[], links: ResolvedLinks): Promise<ListAnswers> => {
    const [below, recents, searches] = await Promise.all([
      readTrees(reader, pages, links),
      answerEach(pages, 'recent', (place, question) => readRecent(reader, place, question)),
      answerEach(pages, 'search', (place, question) => find(reader, place, question)),
    ]);

    const treeOf = (parent: number, depth: number): readonly PageTree[] =>
      depth === 0
        ? []
        : (below.get(parent) ?? []).map((record) => ({ ...toListed(record), children: treeOf(record.id, depth - 1) }));
    const answers = {
      tree(place: Place, question: TreeQuestion) {
        const root = rootOf(place, question, links);
        return root === undefined ? undefined : treeOf(root, question.depth);
      },
      recent: (place: Place, question: RecentQuestion) => (recents.get(keyOf(place, question)) ?? []).map(toListed),
      search: (place: Place, question: SearchQuestion) => searches.get(keyOf(place, question))?.map(toListed),
    };
    return { ...answers, excerpted: excerptedIn(pages, answers) };
  };

  /** The pages below all roots, level by level, by their parents. */
  async function readTrees(
    reader: Reader,
    pages: readonly ReadyPage[],
    links: ResolvedLinks,
  ): Promise<ReadonlyMap<number, readonly ContentRecord[]>> {
    const below = new Map<number, readonly ContentRecord[]>();
    /** How many levels below each of these were read, or are about to be. */
    const depths = new Map<number, number>();
    let level = new Set<number>();
    const want = (next: Set<number>, parent: number, depth: number) => {
      if (depth <= (depths.get(parent) ?? 0)) return;
      depths.set(parent, depth);
      next.add(parent);
    };
    for (const { place, question } of asked(pages, 'tree')) {
      const root = rootOf(place, question, links);
      if (root !== undefined) want(level, root, question.depth);
    }
    let room = mostInTrees;
    while (level.size > 0 && room > 0) {
      const found = await readChildren(reader, [...level], room);
      room -= found.length;
      const next = new Set<number>();
      for (const [parent, children] of Map.groupBy(found, keyOfParent(level))) {
        below.set(parent, children);
        for (const { id } of children) want(next, id, (depths.get(parent) ?? 0) - 1);
      }
      level = next;
    }
    return below;
  }

  /** @param parents ids of pages, and of spaces with a minus sign for what has no parent there */
  async function readChildren(reader: Reader, parents: readonly number[], limit: number): Promise<readonly ContentRecord[]> {
    const select = () =>
      selectRecords(database.read)
        .where('content.type', '=', pageType)
        .where('content.status', '=', currentStatus)
        .where(readable(viewerOf(reader)))
        .orderBy(siblingOrder)
        .limit(limit);
    const [pages, spaces] = [parents.filter((id) => id > 0), parents.filter((id) => id < 0).map((id) => -id)];
    const rows = await Promise.all([
      pages.length === 0 ? [] : select().where('content.parent_id', 'in', padded(pages)).execute(),
      spaces.length === 0
        ? []
        : select().where('content.parent_id', 'is', null).where('content.space_id', 'in', padded(spaces)).execute(),
    ]);
    return rows.flat().map(toRecord);
  }

  async function readRecent(reader: Reader, place: Place, question: RecentQuestion): Promise<readonly ContentRecord[]> {
    const keys = question.spaces.map((key) => fold(key === '@self' ? place.spaceKey : key));
    let ids = database.read
      .selectFrom('content')
      .select('content.id')
      .where('content.status', '=', currentStatus)
      .where('content.type', 'in', question.type === undefined ? ['page', 'blogpost'] : [question.type])
      .where(readable(viewerOf(reader)));
    if (keys.length > 0) {
      const spaces = database.read.selectFrom('space').select('space.id').where('space.key_folded', 'in', padded(keys));
      ids = ids.where('content.space_id', 'in', spaces);
    }
    const rows = await selectRecords(database.read)
      .where('content.id', 'in', ids.orderBy('content.modified_at', 'desc').orderBy('content.id', 'desc').limit(question.limit))
      .orderBy('content.modified_at', 'desc')
      .orderBy('content.id', 'desc')
      .execute();
    return rows.map(toRecord);
  }

  /** @returns undefined when the query is not understood */
  async function find(
    reader: Reader,
    { content, spaceKey }: Place,
    { cql, limit }: SearchQuestion,
  ): Promise<readonly ContentRecord[] | undefined> {
    if (cql === '') return undefined;
    const request = { cql, kinds: ['content' as const], spaceKey: spaceKey || undefined, contentId: content?.id };
    const found = await search.find(reader, request, { start: 0, limit });
    if (isCqlProblem(found)) return undefined;
    return found.results.flatMap((hit) => (hit.kind === 'content' && isPageLike(hit.content) ? hit.content : []));
  }

  function toListed(record: ContentRecord): ListedPage {
    return {
      id: String(record.id),
      type: record.type === 'blogpost' ? 'blogpost' : 'page',
      title: record.title,
      href: contextPath + pagePath(record),
      spaceName: record.space.name,
      createdAt: record.createdAt,
      modifiedAt: record.version.createdAt,
      modifiedBy: record.version.author?.fullName,
    };
  }
}

/** Comments and attachments are found by some queries, and shown by no macro. */
function isPageLike({ type }: ContentRecord): boolean {
  return type === 'page' || type === 'blogpost';
}

type ListQuestion = TreeQuestion | RecentQuestion | SearchQuestion;
type QuestionOf<Kind extends ListQuestion['kind']> = Extract<ListQuestion, { kind: Kind }>;

function asked<Kind extends ListQuestion['kind']>(
  pages: readonly ReadyPage[],
  kind: Kind,
): readonly { readonly place: Place; readonly question: QuestionOf<Kind> }[] {
  return pages.flatMap(({ place, questions }) =>
    questions.filter((question): question is QuestionOf<Kind> => question.kind === kind).map((question) => ({ place, question })),
  );
}

/** Asks each different question once. */
async function answerEach<Kind extends ListQuestion['kind'], Answer>(
  pages: readonly ReadyPage[],
  kind: Kind,
  answer: (place: Place, question: QuestionOf<Kind>) => Promise<Answer>,
): Promise<ReadonlyMap<string, Answer>> {
  const different = new Map(asked(pages, kind).map((each) => [keyOf(each.place, each.question), each]));
  const taken = [...different].slice(0, mostQueries);
  return new Map(
    await Promise.all(taken.map(async ([key, { place, question }]) => [key, await answer(place, question)] as const)),
  );
}

function keyOf({ content, spaceKey }: Place, question: ListQuestion): string {
  return JSON.stringify([content?.id, spaceKey, question]);
}

function keyOfParent(asked: ReadonlySet<number>): (record: ContentRecord) => number {
  return ({ parentId, space }) => (parentId !== undefined && asked.has(parentId) ? parentId : -space.id);
}

/** @returns the id of a page, or of a space with a minus sign */
function rootOf({ content, spaceKey }: Place, { root }: TreeQuestion, links: ResolvedLinks): number | undefined {
  switch (root) {
    case 'self':
      return content?.containerId ?? content?.id;
    case 'parent':
      return content?.parentId;
    case 'home':
      return content && (content.space.homepageId ?? -content.space.id);
    case 'top':
      return content && -content.space.id;
    default: {
      const found = links.page(root, root.spaceKey ?? spaceKey);
      return found && Number(found.id);
    }
  }
}

function excerptedIn(pages: readonly ReadyPage[], answers: Pick<ListAnswers, 'tree' | 'search'>): readonly number[] {
  const ids = new Set<number>();
  const addTree = (tree: readonly PageTree[]) => {
    for (const { id, children } of tree) {
      ids.add(Number(id));
      addTree(children);
    }
  };
  for (const { place, question } of asked(pages, 'tree')) if (question.excerpts) addTree(answers.tree(place, question) ?? []);
  for (const { place, question } of asked(pages, 'search')) {
    if (question.bodies) for (const { id } of answers.search(place, question) ?? []) ids.add(Number(id));
  }
  return [...ids].slice(0, mostExcerpts);
}
