/**
 * What a run needs in bulk. Authorization codes are written where the consent page would have written them: a run uses up more of them than
 * a browser's way through sign-in and consent could make in that time.
 */
import { openSqlite } from '../../src/database/sqlite.ts';
import { sha256 } from '../../src/foundation/digest.ts';
import { hexId, secretValue, systemRandom } from '../../src/foundation/random.ts';

/** Rows in one statement: SQLite takes at most 32,766 parameters. */
const chunk = 1_000;

/** How long the codes live, in milliseconds: longer than the wait before a run. */
const lifetime = 10 * 60 * 1000;

export interface Consent {
  /** `client_id` on the wire. */
  readonly clientId: string;
  readonly username: string;
  readonly redirectUri: string;
  /** The S256 challenge of all codes. */
  readonly challenge: string;
}

/** @returns `count` codes that nobody has used, all of one person's grant to one client */
export async function seedCodes(file: string, consent: Consent, count: number): Promise<readonly string[]> {
  const random = systemRandom();
  const codes = Array.from({ length: count }, () => secretValue(random));
  const database = await openSqlite({ file });
  try {
    await database.write(async (queries) => {
      const { id: client } = await queries
        .selectFrom('oauth_client')
        .select('id')
        .where('client_id', '=', consent.clientId)
        .executeTakeFirstOrThrow();
      const { id: user } = await queries
        .selectFrom('user_account')
        .select('id')
        .where('username', '=', consent.username)
        .executeTakeFirstOrThrow();
      const now = Date.now();
      const standing = await queries
        .selectFrom('oauth_grant')
        .select('id')
        .where('client', '=', client)
        .where('user_id', '=', user)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      const { id: grant } =
        standing ??
        (await queries
          .insertInto('oauth_grant')
          .values({
            client,
            user_id: user,
            scope: 'READ',
            created_at: now,
            last_used_at: null,
            last_used_address: null,
            ended_at: null,
          })
          .returning('id')
          .executeTakeFirstOrThrow());
      const row = {
        grant_id: grant,
        redirect_uri: consent.redirectUri,
        scope: 'READ',
        resource: null,
        challenge: consent.challenge,
        challenge_method: 'S256',
        created_at: now,
        expires_at: now + lifetime,
        used_at: null,
      } as const;
      for (let first = 0; first < count; first += chunk) {
        const rows = codes.slice(first, first + chunk).map((code) => ({ ...row, code_hash: sha256(code) }));
        await queries.insertInto('oauth_code').values(rows).execute();
      }
    });
    return codes;
  } finally {
    await database.close();
  }
}

/**
 * People who sign in with the password of another: Weir answers one person's sign-ins from several places at once with a single hash.
 * @param like whose password and groups they get
 * @returns their usernames
 */
export async function seedPeople(file: string, like: string, count: number): Promise<readonly string[]> {
  const random = systemRandom();
  const names = Array.from({ length: count }, (_, index) => `person-${index + 1}`);
  const database = await openSqlite({ file });
  try {
    await database.write(async (queries) => {
      const { id, ...account } = await queries
        .selectFrom('user_account')
        .selectAll()
        .where('username', '=', like)
        .executeTakeFirstOrThrow();
      const memberships = await queries.selectFrom('group_member').selectAll().where('user_id', '=', id).execute();
      const people = await queries
        .insertInto('user_account')
        .values(names.map((name) => ({ ...account, username: name, username_folded: name, user_key: hexId(random) })))
        .returning('id')
        .execute();
      await queries
        .insertInto('group_member')
        .values(people.flatMap((person) => memberships.map((membership) => ({ ...membership, user_id: person.id }))))
        .execute();
    });
    return names;
  } finally {
    await database.close();
  }
}

/** @returns the id of some page of the sample space */
export async function somePage(file: string): Promise<number> {
  const database = await openSqlite({ file });
  try {
    const page = await database.read
      .selectFrom('content')
      .select('id')
      .where('status', '=', 'current')
      .orderBy('id')
      .executeTakeFirstOrThrow();
    return page.id;
  } finally {
    await database.close();
  }
}
