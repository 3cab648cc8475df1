/** Notices: mails to people about their own account, and which of them they turned off. */
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { indispensableNotices, type Notice, type NoticeKind, noticeKinds, type Sender, writeMail } from './message.ts';
import type { Outbox } from './outbox.ts';

/** Tells the owner of an account, inside the transaction of what happened. */
export type Notify = (queries: WriteQueries, userId: number, notice: Notice) => Promise<void>;

export interface Notices {
  readonly notify: Notify;
  /** @returns what a person does not want to be told */
  unwanted(userId: number): Promise<ReadonlySet<NoticeKind>>;
  /** Sets what a person wants; what cannot be turned off stays on. */
  choose(userId: number, wanted: ReadonlySet<NoticeKind>): Promise<void>;
}

/** News of a security matter is worth reading for this long. */
const worthReading: Milliseconds = 7 * 24 * 3_600_000;

/** @param isMailOn whether there is a mail server: without one nothing is kept for later, when it would no longer be news */
export function notices(rooms: {
  readonly database: Database;
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly sender: () => Sender;
  readonly isMailOn: () => boolean;
}): Notices {
  const { database, clock, outbox, sender, isMailOn } = rooms;
  return {
    async notify(queries, userId, notice) {
      if (!isMailOn()) return;
      const owner = await queries
        .selectFrom('user_account')
        .select(['username', 'full_name', 'email'])
        .where('id', '=', userId)
        .where('disabled_at', 'is', null)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('unwanted_notice')
                .select('kind')
                .where('unwanted_notice.user_id', '=', userId)
                .where('unwanted_notice.kind', '=', notice.kind),
            ),
          ),
        )
        .executeTakeFirst();
      if (owner === undefined || owner.email === '') return;
      const now = clock.now();
      const to = { username: owner.username, fullName: owner.full_name, email: owner.email };
      await outbox.post(queries, {
        kind: notice.kind,
        to: owner.email,
        mail: writeMail(notice, to, sender(), now),
        expiresAt: now + worthReading,
      });
    },

    async unwanted(userId) {
      const rows = await database.read.selectFrom('unwanted_notice').select('kind').where('user_id', '=', userId).execute();
      const off = new Set(rows.map(({ kind }) => kind));
      return new Set(noticeKinds.filter((kind) => off.has(kind)));
    },

    async choose(userId, wanted) {
      const off = noticeKinds.filter((kind) => !wanted.has(kind) && !indispensableNotices.has(kind));
      await database.write(async (queries) => {
        await queries.deleteFrom('unwanted_notice').where('user_id', '=', userId).execute();
        if (off.length === 0) return;
        await queries
          .insertInto('unwanted_notice')
          .values(off.map((kind) => ({ user_id: userId, kind })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      });
    },
  };
}
