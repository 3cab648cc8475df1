/** What remains of a deleted account: a row without personal data, so that what the account wrote still has an owner. */
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { dropTokensOf } from './personal-tokens.ts';
import { dropFactors } from './second-factors/changes.ts';
import type { User } from './user.ts';

const fullName = 'Deleted user';

/** Takes from an account its name, its credentials and its rights, for ever. @returns false when it was deleted meanwhile */
export async function closeAccount(queries: WriteQueries, { id, userKey }: User, now: Milliseconds): Promise<boolean> {
  // Nobody is called so: a key is drawn at random.
  const username = `deleted-${userKey}`;
  const { numUpdatedRows } = await queries
    .updateTable('user_account')
    .set((eb) => ({
      username,
      username_folded: username,
      full_name: fullName,
      email: '',
      theme: null,
      language: null,
      locale: null,
      time_zone: null,
      picture: null,
      password_hash: null,
      password_changed_at: null,
      disabled_at: eb.fn.coalesce('disabled_at', eb.val(now)),
      deleted_at: now,
      updated_at: now,
    }))
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await queries.deleteFrom('session').where('user_id', '=', id).execute();
  await queries.deleteFrom('group_member').where('user_id', '=', id).execute();
  await queries.deleteFrom('global_permission').where('subject_kind', '=', 'user').where('subject_id', '=', id).execute();
  await queries.deleteFrom('service_account_space').where('user_id', '=', id).execute();
  await dropTokensOf(queries, id);
  await dropFactors(queries, id);
  await queries.deleteFrom('user_picture').where('user_id', '=', id).execute();
  return true;
}
