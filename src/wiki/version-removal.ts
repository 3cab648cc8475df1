/** Removes one earlier version of content; the others keep their numbers. */
import type { Database } from '../database/database.ts';
import type { Person } from '../http/caller.ts';
import { findForChange } from './changing.ts';
import { viewerOf } from './permissions.ts';
import type { Refusal } from './refusals.ts';

export interface VersionVerbs {
  /** For those who may delete the content. @returns undefined when it is done */
  removeVersion(person: Person, id: number, number: number): Promise<Refusal | undefined>;
}

export function versionVerbs(database: Database): VersionVerbs {
  return {
    removeVersion(person, id, number) {
      return database.write(async (queries) => {
        const content = await findForChange(queries, viewerOf(person), id);
        if (content?.status !== 'current') return { refused: 'unknown-content', id };
        if (!content.may_delete) return { refused: 'not-permitted', action: { verb: 'delete', id } };
        if (number === content.version) return { refused: 'current-version', id, number };
        const { numDeletedRows } = await queries
          .deleteFrom('content_version')
          .where('content_id', '=', id)
          .where('number', '=', number)
          // Whoever publishes at this moment makes a later one: what was earlier stays so.
          .where('number', '<', content.version)
          .executeTakeFirstOrThrow();
        if (numDeletedRows !== 1n) return { refused: 'unknown-version', id, number };
        // Of an attachment.
        await queries.deleteFrom('attachment_version').where('content_id', '=', id).where('number', '=', number).execute();
        return undefined;
      });
    },
  };
}
