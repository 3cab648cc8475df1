/**
 * Security rule 1: what can be used once is used once, however many ask at the same moment and whichever process they ask.
 * Each key is asked for by 32 identical requests at a barrier, spread over two server processes on the same data.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { csrfTokenOf } from '../../src/http/csrf.ts';
import { freshLocation } from '../support/databases.ts';
import { credentialsOf } from '../support/forms.ts';
import { basicOf } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestLink, type TestUser, type TestWeir } from '../support/weir.ts';
import { startWeirProcess, type WeirProcess } from '../support/weir-process.ts';

/** How many keys each race is about; see CONTRIBUTING. */
const keys = Number(process.env.WEIR_TEST_RACE_KEYS ?? 24);
const callers = 32;
const form = 'application/x-www-form-urlencoded';

interface Call {
  readonly path: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Result {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

/** Sends the same request to all processes at once, over connections that are open already. */
function racers(processes: readonly WeirProcess[]) {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });

  function send(process: WeirProcess, { path, method, headers, body }: Call): Promise<Result> {
    const { port } = new URL(process.baseUrl);
    const outgoing = request({
      agent,
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { ...headers, host: `localhost:${port}`, 'content-length': Buffer.byteLength(body) },
    });
    outgoing.end(body);
    return new Promise((resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('response', async (answer) => {
        let text = '';
        answer.on('data', (chunk) => (text += chunk));
        await once(answer, 'end');
        resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text });
      });
    });
  }

  return {
    all: (call: Call | ((index: number) => Call)): Promise<readonly Result[]> =>
      Promise.all(
        Array.from({ length: callers }, (_, index) => {
          const process = processes[index % processes.length];
          assert.ok(process);
          return send(process, typeof call === 'function' ? call(index) : call);
        }),
      ),
    close: () => agent.destroy(),
  };
}

/** @returns how many answers have each status */
function tally(results: readonly Result[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function formCall(path: string, fields: Readonly<Record<string, string | undefined>>, cookie = ''): Call {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    path,
    method: 'POST',
    headers: { 'content-type': form, ...(cookie === '' ? {} : { cookie }) },
    body: new URLSearchParams(given).toString(),
  };
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`of 32 at once, over two processes on ${engine === 'sqlite' ? 'one SQLite file' : 'PostgreSQL'}, one is granted (security rule 1)`, () => {
    let weir: TestWeir;
    let uma: TestUser;
    let link: TestLink;
    let processes: readonly WeirProcess[];
    let race: ReturnType<typeof racers>;
    let cookie: string;
    before(async () => {
      weir = await startWeir({ engine });
      uma = await weir.user('uma');
      link = await weir.link({ skipConsent: true });
      processes = await Promise.all([startWeirProcess(weir.environment), startWeirProcess(weir.environment)]);
      race = racers(processes);
      ({ cookie } = await sessionOf(weir, uma));
      const visitor = await weir.signedIn(uma);
      await weir.authorize(visitor, link, { scope: 'SYSTEM_ADMIN' });
    });
    after(async () => {
      race.close();
      await Promise.all(processes.map((process) => process.kill('SIGKILL')));
      await weir.stop();
    });

    async function newCode(): Promise<string> {
      const answer = await fetch(weir.authorizeUrl(link, { scope: 'WRITE' }), { headers: { cookie }, redirect: 'manual' });
      const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code');
      assert.ok(code);
      return code;
    }

    async function newTokens() {
      const { body } = await weir.token(link, {
        grant_type: 'authorization_code',
        code: await newCode(),
        redirect_uri: link.redirectUri,
      });
      return body as { readonly access_token: string; readonly refresh_token: string }; // The token endpoint's shape.
    }

    test(`exchange of a code, ${keys} codes`, async () => {
      for (let key = 0; key < keys; key += 1) {
        const code = await newCode();
        const fields = { grant_type: 'authorization_code', code, redirect_uri: link.redirectUri, ...credentialsOf(link) };
        const results = await race.all(formCall('/rest/oauth2/latest/token', fields));
        assert.deepEqual(tally(results), { 200: 1, 400: callers - 1 });
        for (const { status, text } of results) if (status === 400) assert.match(text, /"invalid_grant"/);
        // All the others were replays: what the first got has ended (RFC 6749 §4.1.2).
        const winner = JSON.parse(results.find(({ status }) => status === 200)?.text ?? '{}');
        assert.equal((await weir.call(winner.access_token, '/rest/api/user/current')).status, 401);
      }
      const { rooms } = weir;
      const families = await rooms.database.read.selectFrom('oauth_family').select('code_hash').execute();
      assert.equal(new Set(families.map(({ code_hash }) => code_hash)).size, families.length);
    });

    test(`refreshing with a token: each caller may retry, and one pair of tokens is good in the end, ${keys} tokens`, async () => {
      for (let key = 0; key < keys; key += 1) {
        const { refresh_token, access_token } = await newTokens();
        const results = await race.all(
          formCall('/rest/oauth2/latest/token', { grant_type: 'refresh_token', refresh_token, ...credentialsOf(link) }),
        );
        assert.deepEqual(tally(results), { 200: callers });
        const pairs: readonly { access_token: string; refresh_token: string }[] = results.map(({ text }) => JSON.parse(text));
        assert.equal(new Set(pairs.map((pair) => pair.access_token)).size, callers);
        const hashes = await Promise.all(pairs.map((pair) => introspect(pair.access_token)));
        assert.equal(hashes.filter((active) => active).length, 1, 'live pairs');
        assert.equal(await introspect(access_token), false);
        // The pair that is left goes on: nothing was taken for a replay.
        const left = pairs[hashes.indexOf(true)];
        const next = await weir.token(link, { grant_type: 'refresh_token', refresh_token: left?.refresh_token });
        assert.equal(next.status, 200);
      }
    });

    async function introspect(token: string): Promise<boolean> {
      const answer = await fetch(`${weir.baseUrl}/rest/oauth2/latest/introspect`, {
        method: 'POST',
        body: new URLSearchParams({ token, client_id: link.clientId, client_secret: link.clientSecret ?? '' }),
      });
      const json = (await answer.json()) as { readonly active: boolean }; // RFC 7662 §2.2.
      return json.active;
    }

    test(`deciding about a request on the consent page, ${keys} requests`, async () => {
      const asking = await weir.link();
      const session = await sessionOf(weir, uma);
      for (let key = 0; key < keys; key += 1) {
        const page = await fetch(weir.authorizeUrl(asking), { headers: { cookie: session.cookie }, redirect: 'manual' });
        const requestId = new URL(page.headers.get('location') ?? '', weir.baseUrl).searchParams.get('request') ?? '';
        const results = await race.all((index) =>
          formCall(
            '/plugins/servlet/oauth2/consent',
            // Allowed by some and denied by others: either way it is decided once.
            { request: requestId, decision: index % 4 < 2 ? 'allow' : 'deny', csrf_token: session.csrfToken },
            session.cookie,
          ),
        );
        assert.deepEqual(tally(results), { 303: 1, 400: callers - 1 });
        assert.match(results.find(({ status }) => status === 303)?.location ?? '', /[?&](code=|error=access_denied)/);
      }
    });

    test(`publishing a version of a page, ${keys} versions`, async () => {
      const headers = { authorization: basicOf(uma), 'content-type': 'application/json' };
      const send = (path: string, body: object) =>
        fetch(weir.baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) }).then((answer) => answer.json());
      await send('/rest/api/space', { key: 'RACE', name: 'Race' });
      const storage = (value: string) => ({ storage: { value, representation: 'storage' } });
      const page = (await send('/rest/api/content', {
        type: 'page',
        title: 'Race',
        space: { key: 'RACE' },
        body: storage('<p>1</p>'),
      })) as { readonly id: string }; // The shape of a content.
      for (let number = 2; number < keys + 2; number += 1) {
        const results = await race.all((index) => ({
          path: `/rest/api/content/${page.id}`,
          method: 'PUT',
          headers,
          body: JSON.stringify({
            type: 'page',
            title: 'Race',
            version: { number },
            body: storage(`<p>${number} by ${index}</p>`),
          }),
        }));
        assert.deepEqual(tally(results), { 200: 1, 409: callers - 1 });
      }
      const { database } = weir.rooms;
      const versions = await database.read
        .selectFrom('content_version')
        .select('number')
        .where('content_id', '=', Number(page.id))
        .orderBy('number')
        .execute();
      assert.deepEqual(
        versions.map(({ number }) => number),
        Array.from({ length: keys + 1 }, (_, index) => index + 1),
      );
    });
  });

  suite(`of 32 strangers with the set-up address, one makes the administrator, on ${engine} (security rules 1 and 9)`, () => {
    test('and the address is dead', async () => {
      const home = await mkdtemp(join(tmpdir(), 'weir-'));
      const { location, remove } = await freshLocation(engine);
      const environment = {
        WEIR_HOME: home,
        WEIR_LOG_LEVEL: 'error',
        ...('url' in location ? { WEIR_DATABASE_URL: location.url } : {}),
      };
      const first = await startWeirProcess(environment);
      const second = await startWeirProcess(environment);
      const race = racers([first, second]);
      try {
        const token = new URL(first.setupAddress() ?? '').searchParams.get('token') ?? '';
        const strangers = (index: number) =>
          formCall(
            '/setup',
            {
              token,
              username: `stranger${index}`,
              fullName: 'Stranger',
              email: `s${index}@example.org`,
              password: 'a good enough password',
              passwordAgain: 'a good enough password',
              csrf_token: csrfTokenOf('v'),
            },
            'weir_visitor=v',
          );
        const counts = tally(await race.all(strangers));
        assert.deepEqual([counts[303], counts[404]], [1, callers - 1], JSON.stringify(counts));
        assert.deepEqual(tally(await race.all(strangers)), { 404: callers });
      } finally {
        race.close();
        await Promise.all([first.kill('SIGKILL'), second.kill('SIGKILL')]);
        await remove();
        await rm(home, { recursive: true, force: true });
      }
    });
  });
}
