/** Browser sessions put straight into the database, for tests that need very many of them and no sign-in. */
import { createHash, randomBytes } from 'node:crypto';
import { csrfTokenOf } from '../../src/http/csrf.ts';
import type { TestUser, TestWeir } from './weir.ts';

export interface TestSession {
  readonly cookie: string;
  /** What a form of this session carries. */
  readonly csrfToken: string;
}

/** @returns a session that was begun at this moment */
export async function sessionOf(weir: TestWeir, { person }: TestUser): Promise<TestSession> {
  const value = randomBytes(32).toString('base64url');
  const now = weir.clock.now();
  await weir.rooms.database.write((queries) =>
    queries
      .insertInto('session')
      .values({
        token_hash: createHash('sha256').update(value).digest('base64url'),
        public_id: randomBytes(16).toString('hex'),
        user_id: person.id,
        created_at: now,
        last_seen_at: now,
        authenticated_at: now,
        expires_at: now + 3_600_000,
        idle_ms: 3_600_000,
        remembered: 0,
        remote_address: '127.0.0.1',
        user_agent: 'test',
      })
      .execute(),
  );
  return { cookie: `weir_session=${value}`, csrfToken: csrfTokenOf(value) };
}
