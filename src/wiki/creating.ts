/** Creating pages and blog posts, current or as drafts. */
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { type Annotations, annotate } from './annotations/annotating.ts';
import { dayOf, insertContent, recordAfter } from './changing.ts';
import { checkText } from './content-text.ts';
import { type Announce, announceToNobody, contentEvent, type TellingVerbs } from './events.ts';
import { lockSpaces } from './locks.ts';
import { spaceFor } from './named-space.ts';
import { readable, viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus, pageType } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { claimTitle } from './titles.ts';

export interface NewPage {
  /** Given when content comes from elsewhere and keeps its id. */
  readonly id?: number;
  readonly spaceKey: string;
  readonly title: string;
  /** Storage format; kept exactly as it is sent. */
  readonly body: string;
  /** Without it the page stands at the top level of its space. */
  readonly parentId?: number;
  readonly message?: string;
  readonly annotations?: Annotations;
}

/** A blog post belongs to the day on which it is published, and stands in no tree. */
export type NewBlogPost = Omit<NewPage, 'parentId'>;

export interface CreatingVerbs {
  createPage(person: Person, page: NewPage): Promise<ContentRecord | Refusal>;
  createBlogPost(person: Person, post: NewBlogPost): Promise<ContentRecord | Refusal>;
  /** What nobody but its author sees until it is published (`drafts.ts`); it may still lack a title, and takes none from others. */
  createDraft(person: Person, draft: NewPage & { readonly type: 'page' | 'blogpost' }): Promise<ContentRecord | Refusal>;
}

type NewContent = NewPage & { readonly type: 'page' | 'blogpost'; readonly status: 'current' | 'draft' };

export function creatingVerbs({ database, clock, announce }: TellingVerbs): CreatingVerbs {
  async function create(person: Person, content: NewContent): Promise<ContentRecord | Refusal> {
    const checked = checkText(content);
    if (isRefusal(checked)) return checked;
    const now = clock.now();
    return database.write(async (queries) => {
      const made = await insert(queries, person, { ...content, ...checked, engine: database.engine, now }, announce);
      if (!isRefusal(made) && content.status === 'current') await announce(queries, contentEvent('created', made, person, now));
      return made;
    });
  }

  return {
    createPage: (person, page) => create(person, { ...page, type: 'page', status: 'current' }),
    createBlogPost: (person, post) => create(person, { ...post, type: 'blogpost', status: 'current' }),
    createDraft: (person, draft) => create(person, { ...draft, status: 'draft' }),
  };
}

async function insert(
  queries: WriteQueries,
  person: Person,
  page: NewContent & { readonly engine: Database['engine']; readonly now: Milliseconds },
  announce: Announce,
): Promise<ContentRecord | Refusal> {
  const viewer = viewerOf(person);
  const space = await spaceFor(queries, viewer, page.spaceKey, `create-${page.type}`);
  if (space === undefined) return { refused: 'unknown-space', key: page.spaceKey };
  if (!space.isPermitted) return { refused: 'not-permitted', action: { verb: 'create-content', type: page.type } };
  await lockSpaces(queries, space.id);

  if (page.parentId !== undefined) {
    const parent = await queries
      .selectFrom('content')
      .select('content.space_id')
      .where('content.id', '=', page.parentId)
      .where('content.type', '=', pageType)
      .where('content.status', '=', currentStatus)
      .where(readable(viewer))
      .executeTakeFirst();
    if (parent === undefined) return { refused: 'unknown-parent', id: page.parentId };
    if (parent.space_id !== space.id) return { refused: 'parent-elsewhere', id: page.parentId, spaceKey: space.key };
  }
  const titled = { type: page.type, spaceId: space.id, title: page.title, postingDay: dayOf(page.now) };
  if (page.status === 'current' && !(await claimTitle(queries, titled))) {
    return { refused: 'title-taken', type: page.type, title: page.title, spaceKey: space.key };
  }
  const id = await insertContent(queries, page.engine, {
    id: page.id,
    type: page.type,
    status: page.status,
    spaceId: space.id,
    parentId: page.parentId ?? null,
    title: page.title,
    body: page.body,
    creatorId: person.id,
    message: page.message ?? '',
    now: page.now,
  });
  // Only a given id can be taken.
  if (id === undefined) return { refused: 'id-taken', id: page.id ?? 0 };
  const told = page.status === 'current' ? announce : announceToNobody;
  await annotate(queries, { id, type: page.type }, page.annotations, { person, now: page.now, announce: told });
  return recordAfter(queries, id);
}
