/**
 * The REST API on a test wiki, without the rooms that check credentials: a bearer token is `<username>:<SCOPE>`, Basic takes
 * any password, and nobody else is let in.
 */

import assert from 'node:assert/strict';
import type { Database, Engine } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import type { AccessControl, CredentialOutcome } from '../../src/http/access.ts';
import { type App, createApp } from '../../src/http/app.ts';
import type { Caller, Person, Scope } from '../../src/http/caller.ts';
import { createLifecycle } from '../../src/http/lifecycle.ts';
import { latestApi } from '../../src/rest/latest.ts';
import { registerRestRoutes } from '../../src/rest/routes.ts';
import { apiSurface } from '../../src/rest/surface.ts';
import { migratedLocation } from './databases.ts';
import { silentLog } from './silent-log.ts';
import { type TestWiki, testNow, testWiki } from './wiki.ts';

/** An answer, its JSON read. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with what the wire must show
  readonly json: any;
  readonly text: string;
}

export interface RestClient {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<RestAnswer>;
  send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<RestAnswer>;
}

export interface TestRest {
  readonly app: App;
  close(): Promise<void>;
  /** Calls as this person, with a token of this scope; without a person as nobody. */
  as(person: Person | undefined, scope?: Scope): RestClient;
}

async function testRest(
  { wiki }: TestWiki,
  people: () => readonly Person[],
  baseUrl = 'http://localhost:8090',
): Promise<TestRest> {
  const surface = apiSurface(baseUrl);
  const named = (username: string | undefined) => people().find((person) => person.username === username);
  const outcome = (caller: Caller | undefined, scheme: 'Basic' | 'Bearer'): CredentialOutcome =>
    caller === undefined ? { outcome: 'refused', failure: { reason: 'bad-credential', scheme } } : { outcome: 'caller', caller };

  const access: AccessControl = {
    baseUrl,
    surfaces: { api: surface, page: surface },
    isSameSite: () => false,
    resolvers: {
      session: async () => ({ outcome: 'absent' }),
      basic: async (request) => {
        const sent = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString();
        const person = named(sent.split(':')[0]);
        return outcome(person && { kind: 'basic', person }, 'Basic');
      },
      bearer: async (request) => {
        const [name, scope] = decodeURIComponent(request.headers.authorization?.slice(7) ?? '').split(':');
        const person = named(name);
        // The client of this file wrote a scope there.
        const caller = person && { kind: 'bearer' as const, person, scope: scope as Scope, clientId: 'c', resource: undefined };
        return outcome(caller, 'Bearer');
      },
    },
  };
  const app = await createApp({
    baseUrl,
    trustedProxies: [],
    log: silentLog,
    random: systemRandom(),
    lifecycle: createLifecycle(),
    access,
    rewriteUrl: latestApi(baseUrl),
    whyUnavailable: () => undefined,
    showFailure: (_surface, request, reply, failure) => surface.showFailure(request, reply, failure),
  });
  await registerRestRoutes(app, {
    baseUrl,
    version: '0.0.0',
    wiki,
    users: {
      byUsername: async (username) => asUser(named(username.toLowerCase())),
      byUserKey: async (userKey) => asUser(people().find((person) => person.userKey === userKey)),
    },
    surface,
    keyring: createKeyring([Buffer.alloc(32, 7)], systemRandom()),
  });
  await app.ready();
  const contextPath = new URL(baseUrl).pathname.replace(/\/$/, '');

  return {
    app,
    close: () => app.close(),
    as(person, scope = 'WRITE') {
      const credential: Record<string, string> =
        person === undefined ? {} : { authorization: `Bearer ${encodeURIComponent(person.username)}:${scope}` };
      const call = async (
        method: 'GET' | 'POST' | 'PUT' | 'DELETE',
        path: string,
        body: unknown,
        headers: Readonly<Record<string, string>>,
      ) => {
        const answer = await app.inject({
          method,
          url: contextPath + path,
          headers: { ...credential, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const isJson = answer.headers['content-type']?.toString().startsWith('application/json');
        return {
          status: answer.statusCode,
          headers: answer.headers as Readonly<Record<string, string | undefined>>, // None of ours is repeated.
          json: isJson ? answer.json() : undefined,
          text: answer.body,
        };
      };
      return {
        get: (path, headers = {}) => call('GET', path, undefined, headers),
        send: (method, path, body, headers = {}) => call(method, path, body, headers),
      };
    },
  };
}

function asUser(person: Person | undefined) {
  return (
    person && {
      ...person,
      isService: false,
      passwordChangedAt: null,
      disabledAt: null,
      twoStepAt: null,
      lastSignInAt: null,
      createdAt: 0,
    }
  );
}

/** A wiki on a fresh database behind the REST API; everybody whom `person` makes can call it. */
export async function restOn(
  engine: Engine,
  { baseUrl = 'http://localhost:8090' } = {},
): Promise<TestWiki & { readonly rest: TestRest }> {
  const { location, remove } = await migratedLocation(engine);
  const database = await openDatabase(location);
  assert.equal((await migrate(database, testNow)).kind, 'ready');
  const people: Person[] = [];
  const made = await testWiki(counting(database), baseUrl);
  const rest = await testRest(made, () => people, baseUrl);
  return {
    ...made,
    async person(...args) {
      const person = await made.person(...args);
      people.push(person);
      return person;
    },
    rest: {
      ...rest,
      async close() {
        await rest.close();
        await database.close();
        await remove();
      },
    },
  };
}

const counts = new WeakMap<Database, { queries: number }>();

/** The same database; what is asked of `read` is counted. */
function counting(database: Database): Database {
  const count = { queries: 0 };
  const read = database.read.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      count.queries++;
      return result;
    },
  });
  const counted: Database = {
    ...database,
    read,
    readPrepared: (query) => read.executeQuery(query),
    // What is kept from before is counted as well: it was a query once.
    readKept: async (query, make) => make((await read.executeQuery(query)).rows),
  };
  counts.set(counted, count);
  return counted;
}

/** @returns how many queries were read while `work` ran */
export async function countQueries({ database }: TestWiki, work: () => Promise<unknown>): Promise<number> {
  const count = counts.get(database);
  assert.ok(count !== undefined, 'only databases of restOn are counted');
  const before = count.queries;
  await work();
  return count.queries - before;
}
