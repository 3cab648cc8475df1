/** Profile pictures. They are small enough to live in the database, so every node and every backup has them. */
import type { Database } from '../database/database.ts';
import type { Clock } from '../foundation/clock.ts';
import { sha256 } from '../foundation/digest.ts';

export interface UserPicture {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
}

export interface UserPictures {
  save(userId: number, picture: UserPicture): Promise<void>;
  remove(userId: number): Promise<void>;
  /** @param version as `Person.picture` names it; of another one there is nothing */
  find(userKey: string, version: string): Promise<UserPicture | undefined>;
}

/** @returns where the picture is, under the context path */
export function picturePath(userKey: string, version: string): string {
  return `/download/userpics/${userKey}/${version}`;
}

export function userPictures(database: Database, clock: Clock): UserPictures {
  return {
    async save(userId, { mediaType, bytes }) {
      const now = clock.now();
      const text = bytes.toString('base64');
      const version = sha256(text).slice(0, 16);
      await database.write(async (queries) => {
        const picture = { version, media_type: mediaType, bytes: text, updated_at: now };
        const { numUpdatedRows } = await queries
          .updateTable('user_account')
          .set({ picture: version, updated_at: now })
          .where('id', '=', userId)
          .where('deleted_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return;
        await queries
          .insertInto('user_picture')
          .values({ user_id: userId, ...picture })
          .onConflict((conflict) => conflict.column('user_id').doUpdateSet(picture))
          .execute();
      });
    },

    async remove(userId) {
      await database.write(async (queries) => {
        await queries
          .updateTable('user_account')
          .set({ picture: null, updated_at: clock.now() })
          .where('id', '=', userId)
          .execute();
        await queries.deleteFrom('user_picture').where('user_id', '=', userId).execute();
      });
    },

    async find(userKey, version) {
      const row = await database.read
        .selectFrom('user_picture')
        .innerJoin('user_account', 'user_account.id', 'user_picture.user_id')
        .select(['media_type', 'bytes'])
        .where('user_account.user_key', '=', userKey)
        .where('version', '=', version)
        .executeTakeFirst();
      return row && { mediaType: row.media_type, bytes: Buffer.from(row.bytes, 'base64') };
    },
  };
}
