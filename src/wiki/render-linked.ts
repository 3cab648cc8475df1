/** The pages of linked wikis that bodies show, for one reader: each fetched once, all at the same time. */
import { absentPage, type LinkedPage, type LinkedPages } from './linked-pages.ts';
import type { Reader } from './permissions.ts';
import type { ReadyPage } from './render-pages.ts';
import type { LinkedPageQuestion } from './storage-format/macro-data.ts';
import type { Reading, RenderContext } from './storage-format/rendering.ts';

export type LinkedAnswers = (question: LinkedPageQuestion) => LinkedPage;

/** In one rendering. */
const mostLinkedPages = 8;

/** @param linkedPages or why none are shown to anybody */
export function linkedReader(linkedPages: LinkedPages | 'in-browser-only') {
  return async (reader: Reader, pages: readonly ReadyPage[]): Promise<LinkedAnswers> => {
    const asked = pages.flatMap(({ questions }) => questions.filter((each) => each.kind === 'linked-page'));
    const different = [...new Map(asked.map((question) => [keyOf(question), question])).values()].slice(0, mostLinkedPages);
    if (different.length === 0) return () => absentPage('too-many');
    if (reader === undefined) return () => absentPage('not-signed-in');
    if (linkedPages === 'in-browser-only') return () => absentPage(linkedPages);
    const found = await linkedPages(reader, different);
    const byKey = new Map(different.map((question, index) => [keyOf(question), found[index]]));
    return (question) => byKey.get(keyOf(question)) ?? absentPage('too-many');
  };
}

/** @returns the context of what is not of this wiki: nothing that it names is here */
export function apart(mode: RenderContext['mode'], baseUrl: string, reading: Reading): RenderContext {
  const nothing = () => undefined;
  return {
    mode,
    baseUrl,
    contentId: '',
    reading,
    page: nothing,
    content: nothing,
    attachment: nothing,
    user: nothing,
    space: nothing,
    answers: {
      tree: nothing,
      recent: () => [],
      search: nothing,
      part: nothing,
      files: nothing,
      linkedPage: () => ({ kind: 'absent', why: 'unknown-link', linkName: undefined, accountsHref: undefined }),
      excerpt: nothing,
      properties: () => [],
    },
  };
}

function keyOf({ link, page }: LinkedPageQuestion): string {
  return JSON.stringify([link, page]);
}
