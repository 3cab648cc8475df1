/** Counts of the wiki's contents, for administrators. */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { currentStatus } from './records.ts';

export interface Metrics {
  /** Accounts of people that are not disabled. */
  readonly users: number;
  readonly groups: number;
  readonly spaces: number;
  /** Current content by its type. */
  readonly pages: number;
  readonly blogPosts: number;
  readonly comments: number;
  readonly attachments: number;
}

export interface MetricsReads {
  /** Counts everything, whoever may see it, but for what is in a space that is being deleted. */
  count(): Promise<Metrics>;
}

export function metricsReads(database: Database): MetricsReads {
  return {
    async count() {
      const ending = database.read.selectFrom('space_deletion').select('space_id');
      const [contents, { users, groups, spaces }] = await Promise.all([
        database.read
          .selectFrom('content')
          .select(['type', sql<number>`count(*)`.as('number')])
          .where('status', '=', currentStatus)
          .where('space_id', 'not in', ending)
          .groupBy('type')
          .execute(),
        database.read
          .selectNoFrom(({ selectFrom }) => [
            selectFrom('user_account')
              .select(sql<number>`count(*)`.as('number'))
              .where('disabled_at', 'is', null)
              .where('kind', '=', 'person')
              .as('users'),
            selectFrom('user_group').select(sql<number>`count(*)`.as('number')).as('groups'),
            selectFrom('space').select(sql<number>`count(*)`.as('number')).where('id', 'not in', ending).as('spaces'),
          ])
          .executeTakeFirstOrThrow(),
      ]);
      // PostgreSQL counts in a type that it hands over as text where it is not told otherwise.
      const of = (type: string) => Number(contents.find((each) => each.type === type)?.number ?? 0);
      return {
        users: Number(users),
        groups: Number(groups),
        spaces: Number(spaces),
        pages: of('page'),
        blogPosts: of('blogpost'),
        comments: of('comment'),
        attachments: of('attachment'),
      };
    },
  };
}
