/** Who watches what: a page or blog post, a space, or one kind of content in a space. */
import type { Database } from '../../database/database.ts';
import type { ContentType } from '../../database/schema/content.ts';
import type { Clock } from '../../foundation/clock.ts';
import { holds, type Person } from '../../http/caller.ts';
import { viewerOf } from '../permissions.ts';
import { type Author, authorColumns, type Page, type PageOf, toAuthor, toPage } from '../records.ts';
import { isRefusal, type Refusal } from '../refusals.ts';
import { columnsOf, type FoundPlace, findPlace, type Target } from './target.ts';

/** What is watched, and of a space which kind of its content; without one all of it. */
export type Watched =
  | Extract<Target, { kind: 'content' }>
  | (Extract<Target, { kind: 'space' }> & { readonly contentType?: ContentType });

export interface WatchVerbs {
  /** @param userId who watches @returns whether they do; a whole space that is watched includes each kind of its content */
  isWatching(person: Person, userId: number, watched: Watched): Promise<{ readonly watching: boolean } | Refusal>;
  /** Lets somebody watch; who does already goes on. Whether the person may decide for them is asked before. */
  watch(person: Person, userId: number, watched: Watched): Promise<Refusal | undefined>;
  unwatch(person: Person, userId: number, watched: Watched): Promise<Refusal | undefined>;
  /** For administrators and those who administer the space. @returns who watches, by name; of a space who watches all of it */
  watchers(person: Person, target: Target, page: Page): Promise<PageOf<Author> | Refusal>;
}

export function watchVerbs({ database, clock }: { readonly database: Database; readonly clock: Clock }): WatchVerbs {
  return {
    async isWatching(person, userId, watched) {
      const place = watchable(await findPlace(database.read, viewerOf(person), watched));
      if (isRefusal(place)) return place;
      const found = await database.read
        .selectFrom('watch')
        .select('user_id')
        .where(place.column, '=', place.id)
        .where('user_id', '=', userId)
        .where('content_type', 'in', ['', typeOf(watched)])
        .executeTakeFirst();
      return { watching: found !== undefined };
    },

    watch(person, userId, watched) {
      const now = clock.now();
      return database.write(async (queries) => {
        const place = watchable(await findPlace(queries, viewerOf(person), watched));
        if (isRefusal(place)) return place;
        await queries
          .insertInto('watch')
          .values({ ...columnsOf(place), user_id: userId, content_type: typeOf(watched), created_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        return undefined;
      });
    },

    unwatch(person, userId, watched) {
      return database.write(async (queries) => {
        const place = watchable(await findPlace(queries, viewerOf(person), watched));
        if (isRefusal(place)) return place;
        await queries
          .deleteFrom('watch')
          .where(place.column, '=', place.id)
          .where('user_id', '=', userId)
          .where('content_type', '=', typeOf(watched))
          .execute();
        return undefined;
      });
    },

    async watchers(person, target, page) {
      const place = watchable(await findPlace(database.read, viewerOf(person), target));
      if (isRefusal(place)) return place;
      if (!place.mayAdminister && !holds(person.permissions, 'administer')) {
        return { refused: 'not-permitted', action: { verb: 'list-watchers' } };
      }
      const rows = await database.read
        .selectFrom('watch')
        .innerJoin('user_account', 'user_account.id', 'watch.user_id')
        .select(authorColumns('user_account'))
        .where(place.column, '=', place.id)
        .where('watch.content_type', '=', '')
        .where('user_account.deleted_at', 'is', null)
        .orderBy('user_account.username_folded')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      const { results, more } = toPage(rows, page, toAuthor);
      return { results: results.filter((watcher) => watcher !== undefined), more };
    },
  };
}

function typeOf(watched: Watched): string {
  return watched.kind === 'space' ? (watched.contentType ?? '') : '';
}

/** Comments and attachments are watched with what they belong to. */
function watchable(place: FoundPlace | Refusal): FoundPlace | Refusal {
  if (isRefusal(place)) return place;
  const type = 'type' in place.found ? place.found.type : undefined;
  return type === 'comment' || type === 'attachment' ? { refused: 'not-watchable', id: place.id } : place;
}
