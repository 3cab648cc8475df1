/**
 * Live tokens in any number: pairs of OAuth tokens of many people and clients, and personal access tokens. A few hundred are known, so that
 * a benchmark can call with them; of the others only the hash was ever made.
 */

import { blankLink } from '../../src/applinks/link-form.ts';
import type { Links } from '../../src/applinks/links.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import type { WriteQueries } from '../../src/database/schema.ts';
import { mintToken, type TokenKind, tokenHash } from '../../src/foundation/token-format.ts';
import { type Chance, chance } from './chance.ts';
import { inParts } from './write.ts';

/** Known ones of each kind. */
export const knownTokens = 500;

/** Of ten tokens eight come in pairs of an access and a refresh token. */
const pairShare = 0.4;
const clientCount = 20;
const batchSize = 20_000;
const year = 365 * 24 * 3_600_000;

/** @returns the `index`th known token; the same for the same seed, so that nothing needs to keep it */
export function knownToken(seed: number, kind: TokenKind, index: number): string {
  const kinds = { access: 1, refresh: 2, personal: 3 } as const;
  return mintToken(kind, chance(seed, 1_000_003, kinds[kind], index), index);
}

interface TokenOptions {
  readonly database: Database;
  readonly links: Links;
  readonly seed: number;
  /** Ids of accounts; known token `i` is that of the account at `i`, counted round. */
  readonly people: readonly number[];
  /** Milliseconds since 1970: when all of them were issued. */
  readonly now: number;
  /** Told after each batch. @param tokens how many more there are */
  progress(tokens: number): void;
}

/** @param count how many, access, refresh and personal tokens together; never fewer than the known ones */
export async function writeTokens(count: number, options: TokenOptions): Promise<void> {
  const { database, seed, people, now, progress } = options;
  const luck = chance(seed, 1_000_003);
  const clients = await makeClients(options);
  const grants = await database.write((queries) => writeGrants(queries, clients, people, now));
  const pairs = Math.max(knownTokens, Math.round(count * pairShare));
  const personal = Math.max(knownTokens, count - 2 * pairs);
  for (let start = 0; start < pairs; start += batchSize) {
    const size = Math.min(batchSize, pairs - start);
    const indexes = Array.from({ length: size }, (_, index) => start + index);
    await database.write(async (queries) => {
      const families: number[] = [];
      const newFamilies = indexes.map((index) => ({
        grant_id: grants[index % grants.length] ?? 0,
        code_hash: madeUpHash(luck, now + index),
        created_at: now,
        expires_at: now + year,
        ended_at: null,
        end_reason: null,
      }));
      await inParts(newFamilies, async (rows) => {
        const made = await queries.insertInto('oauth_family').values(rows).returning('id').execute();
        for (const { id } of made) families.push(id);
      });
      families.sort((a, b) => a - b);
      const newPairs = indexes.map((index) => ({
        access_hash: index < knownTokens ? tokenHash(knownToken(seed, 'access', index)) : madeUpHash(luck, now + index),
        refresh_hash: index < knownTokens ? tokenHash(knownToken(seed, 'refresh', index)) : madeUpHash(luck, now + index),
        family_id: families[index - start] ?? 0,
        scope: 'READ WRITE',
        resource: null,
        created_at: now,
        access_expires_at: now + year,
        refresh_expires_at: now + year,
        used_at: now,
        ended_at: null,
        replaced_by: null,
        access_ended_at: null,
        kept_until: now + year,
      }));
      await inParts(newPairs, (rows) => queries.insertInto('oauth_token_pair').values(rows).execute());
    });
    progress(2 * size);
  }
  for (let start = 0; start < personal; start += batchSize) {
    const size = Math.min(batchSize, personal - start);
    const rows = Array.from({ length: size }, (_, index) => ({
      user_id: people[(start + index) % people.length] ?? 0,
      name: `Program ${start + index}`,
      token_hash:
        start + index < knownTokens
          ? tokenHash(knownToken(seed, 'personal', start + index))
          : madeUpHash(luck, now + start + index),
      scope: null,
      created_at: now,
      expires_at: now + year,
      last_used_at: now,
      last_used_address: '192.0.2.1',
    }));
    await database.write((queries) => inParts(rows, (part) => queries.insertInto('personal_token').values(part).execute()));
    progress(size);
  }
}

const hashAlphabet = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

/**
 * What looks like the hash of a token and is that of none.
 * @param time when the token was made, in milliseconds since 1970; they rise, as those of real tokens do
 */
function madeUpHash(luck: Chance, time: number): string {
  let text = time.toString(36).padStart(9, '0');
  for (const byte of luck.bytes(43)) text += hashAlphabet.charAt(byte & 63);
  return text;
}

async function makeClients({ links }: TokenOptions): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let index = 1; index <= clientCount; index += 1) {
    const input = {
      ...blankLink,
      scope: 'WRITE',
      name: `Benchmark client ${index}`,
      redirectUris: ['https://client.example.org/callback'],
    };
    const outcome = await links.create(input, { origin: systemOrigin, isSystemAdministrator: true });
    if (outcome.kind !== 'saved') throw new Error(`A client was refused: ${JSON.stringify(outcome)}`);
    ids.push(outcome.client.id);
  }
  return ids;
}

/** The first ones are those of the people in their order, so that a known token is that of the same person whatever the clients. */
async function writeGrants(
  queries: WriteQueries,
  clients: readonly number[],
  people: readonly number[],
  now: number,
): Promise<readonly number[]> {
  const rows = clients.flatMap((client) =>
    people.map((user) => ({
      client,
      user_id: user,
      scope: 'WRITE' as const,
      created_at: now,
      last_used_at: now,
      last_used_address: '192.0.2.1',
      ended_at: null,
    })),
  );
  const ids: number[] = [];
  await inParts(rows, async (part) => {
    const made = await queries.insertInto('oauth_grant').values(part).returning('id').execute();
    for (const { id } of made) ids.push(id);
  });
  return ids.sort((a, b) => a - b);
}
