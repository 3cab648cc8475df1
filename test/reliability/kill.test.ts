/**
 * Security rule 2: what was acknowledged survives kill -9, and nothing is left half done. The writers note each answer as it comes;
 * after the kill a new process has to know all of it.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { checkIntegrity } from '../../src/database/integrity.ts';
import { openDatabase } from '../../src/database/open.ts';
import { postForm } from '../support/forms.ts';
import { freePort } from '../support/ports.ts';
import { basicOf } from '../support/routes.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { runCommand, setUpByCommand, startWeirProcess, type WeirProcess } from '../support/weir-process.ts';

const rounds = Number(process.env.WEIR_TEST_KILL_ROUNDS ?? 4);
const redirectUri = 'https://app.example.org/callback';
const operator = { username: 'admin', password: 'the administrator of this test' };

let home: string;
let environment: Record<string, string>;
let baseUrl: string;
let credentials: { readonly client_id: string; readonly client_secret: string };

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'weir-kill-'));
  const port = await freePort();
  baseUrl = `http://localhost:${port}`;
  environment = { WEIR_HOME: home, WEIR_PORT: String(port), WEIR_BASE_URL: baseUrl, WEIR_LOG_LEVEL: 'error' };
  await setUpByCommand(environment, operator);
  const add = ['link', 'add', '--name', 'Writer', '--redirect-url', redirectUri, '--scope', 'WRITE', '--skip-consent', '--json'];
  const made = JSON.parse((await runCommand(add, environment)).stdout);
  credentials = { client_id: made.clientId, client_secret: made.clientSecret };
});
after(() => rm(home, { recursive: true, force: true }));

/** What the server has said yes to. */
interface Acknowledged {
  /** By id: the number of the version that was answered last. */
  readonly pages: Map<string, number>;
  readonly usedCodes: Set<string>;
  /** Access tokens that must open the API, and those that must not. */
  readonly live: Set<string>;
  readonly ended: Set<string>;
}

const endpoint = (name: string) => `${baseUrl}/rest/oauth2/latest/${name}`;

async function api(method: string, path: string, body?: object) {
  const answer = await fetch(baseUrl + path, {
    method,
    headers: { authorization: basicOf(operator), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  // The shape of a content.
  return (await answer.json()) as {
    readonly id: string;
    readonly version: { number: number };
    readonly body: { storage: { value: string } };
  };
}

const bodyOf = (id: string, number: number) => ({
  storage: { value: `<p>page ${id}, version ${number}, ${'and more '.repeat(200)}</p>`, representation: 'storage' },
});

async function writePages(done: Acknowledged): Promise<void> {
  for (let serial = 0; ; serial += 1) {
    const title = `${process.hrtime.bigint()} ${serial}`;
    const { id } = await api('POST', '/rest/api/content', {
      type: 'page',
      title,
      space: { key: 'KILL' },
      body: bodyOf(title, 1),
    });
    done.pages.set(id, 1);
    for (let number = 2; number <= 4; number += 1) {
      await api('PUT', `/rest/api/content/${id}`, { type: 'page', title, version: { number }, body: bodyOf(title, number) });
      done.pages.set(id, number);
    }
  }
}

async function useTokens(visitor: Visitor, done: Acknowledged): Promise<void> {
  const query = new URLSearchParams({ response_type: 'code', client_id: credentials.client_id, redirect_uri: redirectUri });
  for (let serial = 0; ; serial += 1) {
    const asked = await visitor.request(`/rest/oauth2/latest/authorize?${query}`);
    const code = new URL(asked.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const form = { ...credentials, grant_type: 'authorization_code', code, redirect_uri: redirectUri };
    let { status, json } = await postForm(endpoint('token'), form);
    assert.equal(status, 200);
    const first = String(json.access_token);
    done.usedCodes.add(code);
    done.live.add(first);
    if (serial % 3 === 1) {
      const refresh_token = String(json.refresh_token);
      // From the moment that it is asked for, either may be the live one.
      done.live.delete(first);
      ({ status, json } = await postForm(endpoint('token'), { ...credentials, grant_type: 'refresh_token', refresh_token }));
      assert.equal(status, 200);
      done.ended.add(first);
      done.live.add(String(json.access_token));
    }
    if (serial % 3 === 2) {
      done.live.delete(first);
      ({ status } = await postForm(endpoint('revoke'), { ...credentials, token: first }));
      assert.equal(status, 200);
      done.ended.add(first);
    }
  }
}

const isLive = async (token: string) =>
  (await fetch(`${baseUrl}/rest/api/user/current`, { headers: { authorization: `Bearer ${token}` } })).status === 200;

suite('an acknowledged write survives kill -9 (security rule 2)', () => {
  test(`pages, tokens, used codes and revocations, ${rounds} rounds`, async () => {
    const visitor = createVisitor(baseUrl);
    const done: Acknowledged = { pages: new Map(), usedCodes: new Set(), live: new Set(), ended: new Set() };
    for (let round = 0; round < rounds; round += 1) {
      const server = await startWeirProcess(environment);
      if (round === 0) {
        await visitor.signIn(operator.username, operator.password);
        await fetch(`${baseUrl}/rest/api/space`, {
          method: 'POST',
          headers: { authorization: basicOf(operator), 'content-type': 'application/json' },
          body: JSON.stringify({ key: 'KILL', name: 'Kill' }),
        });
        await allowOnce(visitor);
      }
      const count = () => done.pages.size + done.usedCodes.size;
      const enough = count() + randomInt(8, 50);
      const writers = Promise.allSettled([
        writePages(done),
        writePages(done),
        useTokens(visitor, done),
        useTokens(visitor, done),
      ]);
      const deadline = Date.now() + 20_000;
      while (count() < enough && Date.now() < deadline) await wait(1);
      await server.kill('SIGKILL');
      for (const ended of await writers) if (ended.status === 'rejected') assertCutOff(ended.reason, server);
      assert.ok(count() >= enough, 'too little was written');
    }

    const server = await startWeirProcess(environment);
    try {
      for (const [id, number] of done.pages) {
        const page = await api('GET', `/rest/api/content/${id}?expand=version,body.storage`);
        assert.ok(page.version.number >= number, `page ${id} is at ${page.version.number}, ${number} was answered`);
        assert.match(page.body.storage.value, new RegExp(`version ${page.version.number},`));
      }
      for (const token of done.live) assert.ok(await isLive(token), 'a token that was given out is unknown');
      for (const token of done.ended) assert.ok(!(await isLive(token)), 'a token that was ended lives');
      for (const code of done.usedCodes) {
        const form = { ...credentials, grant_type: 'authorization_code', code, redirect_uri: redirectUri };
        assert.equal((await postForm(endpoint('token'), form)).json.error, 'invalid_grant', 'a used code came back to life');
      }
    } finally {
      await server.kill('SIGKILL');
    }
  });

  test('and leaves nothing half done', async () => {
    const database = await openDatabase({ file: join(home, 'weir.db') });
    try {
      assert.deepEqual(await checkIntegrity(database), []);
      const halves = {
        'a code that is used without its tokens, or has tokens unused': sql`
          select code_hash from oauth_code c
          where (used_at is null) = exists (select 1 from oauth_family f where f.code_hash = c.code_hash)`,
        'a family without tokens': sql`
          select id from oauth_family f where not exists (select 1 from oauth_token_pair p where p.family_id = f.id)`,
        'a pair that was replaced by nothing': sql`
          select access_hash from oauth_token_pair p
          where replaced_by is not null and not exists (select 1 from oauth_token_pair n where n.access_hash = p.replaced_by)`,
        'a page without its version': sql`
          select id from content c
          where not exists (select 1 from content_version v where v.content_id = c.id and v.number = c.version)`,
        'a gap between versions': sql`
          select content_id from content_version group by content_id having count(*) <> max(number)`,
      };
      for (const [name, query] of Object.entries(halves)) {
        assert.deepEqual((await query.execute(database.read)).rows, [], name);
      }
    } finally {
      await database.close();
    }
  });
});

/** A writer ends because its connection does, and for no other reason. */
function assertCutOff(reason: unknown, server: WeirProcess): void {
  const isCut = reason instanceof TypeError && reason.message === 'fetch failed';
  assert.ok(isCut || (reason instanceof Error && reason.message === 'terminated'), `${reason}\n${server.output()}`);
}

/** The first consent; from then on it is skipped. */
async function allowOnce(visitor: Visitor): Promise<void> {
  const query = new URLSearchParams({ response_type: 'code', client_id: credentials.client_id, redirect_uri: redirectUri });
  const asked = await visitor.request(`/rest/oauth2/latest/authorize?${query}`);
  const path = asked.headers.get('location') ?? '';
  const request = new URL(path, baseUrl).searchParams.get('request') ?? '';
  assert.equal((await visitor.post(path, { request, decision: 'allow' })).status, 303);
}
