/** Outgoing links on a test's database, with a clock that the test sets, calling servers of this machine over https. */
import assert from 'node:assert/strict';
import type { OnAccountRefused } from '../../../src/applinks/outgoing/account-store.ts';
import type { Returning } from '../../../src/applinks/outgoing/connection.ts';
import { blankOutgoingLink, type OutgoingLinkInput } from '../../../src/applinks/outgoing/link-input.ts';
import type { OutgoingLink } from '../../../src/applinks/outgoing/outgoing-link.ts';
import { createOutgoingLinks } from '../../../src/applinks/outgoing/outgoing-links.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import type { Database } from '../../../src/database/database.ts';
import type { Milliseconds } from '../../../src/foundation/clock.ts';
import { createKeyring } from '../../../src/foundation/keyring.ts';
import { hexId, systemRandom } from '../../../src/foundation/random.ts';
import { createOutbound } from '../../../src/http/outbound.ts';
import { settableClock } from '../../accounts/room.ts';
import { trustTestCertificate } from '../../support/https-server.ts';

export const testKey = Buffer.alloc(32, 7);
export const clientSecret = 'the secret of the link over there';

export interface RoomOptions {
  /** Another room's, for several on the same data. */
  readonly clock?: ReturnType<typeof settableClock>;
  readonly key?: Buffer;
  /** How long a request may take. */
  readonly time?: Milliseconds;
  readonly allowedHosts?: readonly string[];
}

export function outgoingRoom(database: Database, options: RoomOptions = {}) {
  const { clock = settableClock(), key = testKey, time = 1_500, allowedHosts = ['localhost', '127.0.0.1'] } = options;
  trustTestCertificate();
  const random = systemRandom();
  const refused: Parameters<OnAccountRefused>[1][] = [];
  const outbound = createOutbound({ allowedHosts: () => allowedHosts, time });
  const outgoing = createOutgoingLinks({
    database,
    clock,
    keyring: createKeyring([key], random),
    random,
    outbound,
    baseUrl: 'https://weir.example.org/wiki',
    onAccountRefused: [
      async (_queries, what) => {
        refused.push(what);
      },
    ],
  });

  async function person(username: string): Promise<number> {
    const { id } = await database.write((queries) =>
      queries
        .insertInto('user_account')
        .values({
          user_key: hexId(random),
          username,
          username_folded: username,
          full_name: username,
          email: '',
          password_hash: null,
          password_changed_at: null,
          disabled_at: null,
          deleted_at: null,
          created_at: 1,
          updated_at: 1,
        })
        .returning('id')
        .executeTakeFirstOrThrow(),
    );
    return id;
  }

  const inputFor = (address: string, more: Partial<OutgoingLinkInput> = {}): OutgoingLinkInput => ({
    ...blankOutgoingLink('custom', hexId(random)),
    name: `Link ${hexId(random)}`,
    address,
    clientId: 'weir-as-client',
    clientSecret,
    scope: 'read',
    ...more,
  });

  /** Somebody's browser. */
  const holder = (userId: number, sessionPublicId = `session of ${userId}`): Returning => ({
    userId,
    sessionPublicId,
    mayAdminister: true,
    origin: { ...systemOrigin, actor: { userId, name: `user ${userId}` } },
  });

  /** Goes to the provider and comes back. @returns the answer's parameters */
  async function comeBack(address: string): Promise<URLSearchParams> {
    const answer = await fetch(address, { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '').searchParams;
  }

  return {
    database,
    clock,
    outgoing,
    outbound,
    /** What the owners of accounts were to be told. */
    refused,
    person,
    inputFor,

    async link(address: string, more: Partial<OutgoingLinkInput> = {}): Promise<OutgoingLink> {
      const outcome = await outgoing.create(inputFor(address, more), systemOrigin);
      assert.ok(outcome.kind === 'saved', JSON.stringify(outcome));
      return outcome.link;
    },

    holder,
    comeBack,

    /** Connects an account by the whole flow. */
    async connect(link: OutgoingLink, userId: number): Promise<void> {
      const who = holder(userId);
      const address = await outgoing.begin(link, 'person', who);
      const outcome = await outgoing.return(link.linkKey, await comeBack(address), who);
      assert.equal(outcome.kind, 'connected', JSON.stringify(outcome));
    },

    /** What is stored of an account, as the database has it. */
    row: (link: OutgoingLink, userId: number) =>
      database.read
        .selectFrom('outgoing_account')
        .selectAll()
        .where('link_id', '=', link.id)
        .where('user_id', '=', userId)
        .executeTakeFirst(),

    events: async () =>
      await database.read.selectFrom('audit_event').select(['kind', 'summary', 'changes']).orderBy('id').execute(),
  };
}
