/**
 * Page templates. Those of a space are managed by its administrators and used by its readers; global ones are managed by
 * administrators of the site. A page is made from a template by filling in its variables.
 */
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { Queries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { plainName } from '../foundation/folding.ts';
import type { Person } from '../http/caller.ts';
import { type LabelName, readLabel } from './annotations/label-names.ts';
import { malformedBody } from './bodies.ts';
import { visibleSpace } from './named-space.ts';
import { asFlag, permitted, type Reader, viewerOf } from './permissions.ts';
import { type Page, type PageOf, toPage } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { findAdministered } from './space-permissions.ts';

export interface Template {
  readonly id: number;
  /** Undefined: of all spaces. */
  readonly spaceKey: string | undefined;
  readonly name: string;
  readonly description: string;
  /** Storage format with `at:` elements. */
  readonly body: string;
  readonly labels: readonly LabelName[];
  /** When it was last changed. */
  readonly updatedAt: Milliseconds;
}

export type TemplateInput = Omit<Template, 'id' | 'updatedAt'>;

/** What is left out stays. */
export type TemplateChange = Partial<Omit<TemplateInput, 'spaceKey'>>;

/** Who changes templates. */
export interface TemplateKeeper {
  readonly person: Person;
  /** Whether they may change those of all spaces. */
  readonly isAdministrator: boolean;
  readonly origin: Origin;
}

export interface TemplateVerbs {
  /** @param spaceKey undefined: those of all spaces @returns by name */
  list(reader: Reader, spaceKey: string | undefined, page: Page): Promise<PageOf<Template> | Refusal>;
  find(reader: Reader, id: number): Promise<Template | undefined>;
  create(keeper: TemplateKeeper, input: TemplateInput): Promise<Template | Refusal>;
  /** @param seen the time of the change that the person saw: one that somebody else has changed since is then left alone */
  update(keeper: TemplateKeeper, id: number, change: TemplateChange, seen?: Milliseconds): Promise<Template | Refusal>;
  remove(keeper: TemplateKeeper, id: number): Promise<Refusal | undefined>;
}

/** In characters. */
export const longestTemplateName = 255;
/** In characters. */
export const longestTemplateDescription = 2_000;

export function templateVerbs({ database, clock }: { readonly database: Database; readonly clock: Clock }): TemplateVerbs {
  return {
    async list(reader, spaceKey, page) {
      let query = selectTemplates(database.read, reader);
      if (spaceKey === undefined) query = query.where('template.space_id', 'is', null);
      else {
        const space = await visibleSpace(database.read, viewerOf(reader), spaceKey);
        if (space === undefined) return { refused: 'unknown-space', key: spaceKey };
        query = query.where('template.space_id', '=', space.id);
      }
      const rows = await query
        .orderBy('template.name')
        .orderBy('template.id')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, toTemplate);
    },

    async find(reader, id) {
      const row = await selectTemplates(database.read, reader).where('template.id', '=', id).executeTakeFirst();
      return row && toTemplate(row);
    },

    async create({ person, isAdministrator, origin }, input) {
      const problem = problemOf(input);
      if (problem !== undefined) return problem;
      const now = clock.now();
      return database.write(async (queries) => {
        const space = input.spaceKey === undefined ? undefined : await findAdministered(queries, person, input.spaceKey);
        if (isRefusal(space)) return space;
        if (space === undefined && !isAdministrator) return notForAllSpaces;
        const { name, description, body, labels } = input;
        const { id } = await queries
          .insertInto('content_template')
          .values({
            space_id: space?.id ?? null,
            name,
            description,
            body,
            labels: JSON.stringify(labels),
            created_at: now,
            updated_at: now,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await appendEvent(queries, { at: now, origin, ...recorded('created', id, name) });
        return { id, spaceKey: space?.key, name, description, body, labels, updatedAt: now };
      });
    },

    async update(keeper, id, change, seen) {
      return database.write(async (queries) => {
        // A write, though it changes nothing: of two who save at once, the second waits here and sees what the first left.
        await queries
          .updateTable('content_template')
          .set((row) => ({ updated_at: row.ref('updated_at') }))
          .where('id', '=', id)
          .execute();
        const before = await findKept(queries, keeper, id);
        if (isRefusal(before)) return before;
        if (seen !== undefined && before.updatedAt !== seen) return { refused: 'template-changed', id };
        // No two changes have one time.
        const now = Math.max(clock.now(), before.updatedAt + 1);
        const after = { ...before, ...change, updatedAt: now };
        const problem = problemOf(after);
        if (problem !== undefined) return problem;
        const { name, description, body, labels } = after;
        await queries
          .updateTable('content_template')
          .set({ name, description, body, labels: JSON.stringify(labels), updated_at: now })
          .where('id', '=', id)
          .execute();
        await appendEvent(queries, { at: now, origin: keeper.origin, ...recorded('changed', id, name) });
        return after;
      });
    },

    async remove(keeper, id) {
      const now = clock.now();
      return database.write(async (queries) => {
        const before = await findKept(queries, keeper, id);
        if (isRefusal(before)) return before;
        await queries.deleteFrom('content_template').where('id', '=', id).execute();
        await appendEvent(queries, { at: now, origin: keeper.origin, ...recorded('deleted', id, before.name) });
        return undefined;
      });
    },
  };
}

const notForAllSpaces: Refusal = { refused: 'not-permitted', action: { verb: 'keep-templates' } };

function problemOf({ name, description, body }: TemplateInput): Refusal | undefined {
  if (plainName(name) === '' || name.length > longestTemplateName) {
    return { refused: 'invalid-template-name', longest: longestTemplateName };
  }
  if (description.length > longestTemplateDescription) {
    return { refused: 'invalid-template-description', longest: longestTemplateDescription };
  }
  return malformedBody(body);
}

function recorded(what: 'created' | 'changed' | 'deleted', id: number, name: string) {
  return {
    kind: `template.${what}`,
    object: { type: 'template', id: String(id), name },
    summary: `Template ${name} was ${what}.`,
  };
}

/** Those of spaces that the reader may see, and those of all spaces. */
function selectTemplates(queries: Queries, reader: Reader) {
  const viewer = viewerOf(reader);
  return queries
    .selectFrom('content_template as template')
    .leftJoin('space', 'space.id', 'template.space_id')
    .select([
      'template.id',
      'space.key as space_key',
      'template.name',
      'template.description',
      'template.body',
      'template.labels',
      'template.updated_at',
    ])
    .select(asFlag(permitted('space.id', viewer, 'administer')).as('administers'))
    .where(({ or, eb }) => or([eb('template.space_id', 'is', null), permitted('space.id', viewer, 'view')]));
}

type Row = Pick<Template, 'id' | 'name' | 'description' | 'body'> & {
  readonly space_key: string | null;
  readonly labels: string;
  readonly updated_at: Milliseconds;
};

function toTemplate({ id, space_key: key, name, description, body, labels, updated_at: updatedAt }: Row): Template {
  return { id, spaceKey: key ?? undefined, name, description, body, labels: readLabels(labels), updatedAt };
}

function readLabels(text: string): readonly LabelName[] {
  const written: unknown = JSON.parse(text);
  if (!Array.isArray(written)) return [];
  return written.flatMap(({ prefix, name }) => {
    const label = readLabel(String(name), String(prefix));
    return isRefusal(label) ? [] : [label];
  });
}

/** @returns a template that this person may change */
async function findKept(queries: Queries, { person, isAdministrator }: TemplateKeeper, id: number): Promise<Template | Refusal> {
  const row = await selectTemplates(queries, person).where('template.id', '=', id).executeTakeFirst();
  if (row === undefined) return { refused: 'unknown-template', id };
  const template = toTemplate(row);
  if (template.spaceKey === undefined) return isAdministrator ? template : notForAllSpaces;
  if (row.administers) return template;
  return { refused: 'not-permitted', action: { verb: 'administer-space', key: template.spaceKey } };
}
