/** `/metrics` (issue 4 §5): who may read it, what it counts, and that its labels stay few. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Engine } from '../../src/database/database.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

const engines: readonly Engine[] = ['sqlite', 'postgresql'];
const token = 'a-token-for-prometheus';
const settings = { WEIR_METRICS_TOKEN: token };

function scrape(weir: TestWeir, authorization: string | undefined = `Bearer ${token}`): Promise<Response> {
  return fetch(`${weir.baseUrl}/metrics`, authorization === undefined ? {} : { headers: { authorization } });
}

async function read(weir: TestWeir): Promise<string> {
  const answer = await scrape(weir);
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text;
}

/** @returns the value of a sample, by its name and labels as Prometheus writes them */
function sampleOf(text: string, sample: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
  return line === undefined ? 0 : Number(line.slice(sample.length + 1));
}

for (const engine of engines) {
  suite(`metrics on ${engine}`, () => {
    let weir: TestWeir;
    before(async () => {
      weir = await startWeir({ engine, settings, contextPath: '/confluence' });
    });
    after(() => weir.stop());

    test('are text that Prometheus reads, below the context path, and never cached', async () => {
      const answer = await scrape(weir);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      const text = await answer.text();
      for (const line of text.split('\n')) {
        assert.match(
          line,
          /^$|^# (HELP|TYPE) [a-z_0-9]+ .+$|^[a-z_0-9]+(\{([a-z_]+="[^"\n]*",?)+\})? (-?[0-9.e+-]+|Nan|NaN|\+Inf)$/,
          line,
        );
      }
      assert.equal(
        (await fetch(new URL('/metrics', weir.baseUrl), { headers: { authorization: `Bearer ${token}` } })).status,
        404,
      );
    });

    test('count requests by the pattern of their route, method and class of status, and hold no id', async () => {
      const uma = await weir.user(`uma${engine}`);
      const authorization = `Basic ${Buffer.from(`${uma.username}:${uma.password}`).toString('base64')}`;
      for (const id of [987654321, 987654322]) {
        assert.equal((await fetch(`${weir.baseUrl}/rest/api/content/${id}`, { headers: { authorization } })).status, 404);
      }
      const before = await read(weir);
      await fetch(`${weir.baseUrl}/no/such/987654323`);
      const text = await read(weir);
      const name = 'weir_http_request_duration_seconds_count';
      assert.equal(sampleOf(text, `${name}{method="GET",route="/confluence/rest/api/content/:id",status="4xx"}`), 2);
      const unknown = `${name}{method="none",route="none",status="4xx"}`;
      assert.equal(sampleOf(text, unknown) - sampleOf(before, unknown), 1);
      assert.doesNotMatch(text, /98765432|uma|ada@/);
    });

    test('count token requests by grant and what came of them, and sign-ins by what came of them', async () => {
      const machine = await weir.serviceAccount();
      await machine.token();
      await weir.token(machine, { grant_type: 'client_credentials', scope: 'NO_SUCH' });
      await weir.token({ ...machine, clientSecret: 'wrong' }, { grant_type: 'client_credentials' });
      await weir.token(machine, { grant_type: `made up ${'x'.repeat(50)}` });
      const nina = await weir.user(`nina${engine}`);
      const before = await read(weir);
      await weir.signedIn(nina);
      await weir.visitor().post('/login.action', { os_username: nina.username, os_password: 'wrong' });
      const text = await read(weir);
      const requests = 'weir_token_requests_total';
      assert.equal(sampleOf(text, `${requests}{grant="client_credentials",outcome="issued"}`), 1);
      assert.equal(sampleOf(text, `${requests}{grant="client_credentials",outcome="invalid_scope"}`), 1);
      assert.equal(sampleOf(text, `${requests}{grant="client_credentials",outcome="invalid_client"}`), 1);
      assert.equal(sampleOf(text, `${requests}{grant="other",outcome="unsupported_grant_type"}`), 1);
      for (const outcome of ['verified', 'wrong']) {
        const sample = `weir_sign_ins_total{outcome="${outcome}"}`;
        assert.equal(sampleOf(text, sample) - sampleOf(before, sample), 1, outcome);
      }
      assert.doesNotMatch(text, new RegExp(`${machine.clientId}|made up|nina`));
    });

    test('tell of commits, connections, queues, the event loop, the process and what runs', async () => {
      const uma = await weir.user(`queue${engine}`);
      await weir.rooms.database.write((queries) =>
        weir.rooms.mail.outbox.post(queries, {
          kind: 'test',
          to: `${uma.username}@example.org`,
          mail: { from: 'wiki@example.org', subject: 'Test', text: 'Test' } as never, // Nobody reads it here.
          expiresAt: weir.clock.now() + 60_000,
        }),
      );
      const text = await read(weir);
      assert.ok(sampleOf(text, 'weir_database_commit_duration_seconds_count') > 0);
      assert.ok(
        sampleOf(text, 'weir_database_commit_transactions_sum') >= sampleOf(text, 'weir_database_commit_transactions_count'),
      );
      assert.equal(sampleOf(text, 'weir_queue_waiting{queue="mail"}'), 1);
      assert.match(text, /^weir_queue_waiting\{queue="web-hooks"\} 0$/m);
      assert.equal(sampleOf(text, 'weir_ready'), 1);
      assert.match(
        text,
        new RegExp(`^weir_build_info\\{version="[^"]+",node="${process.versions.node}",database="${engine}"\\} 1$`, 'm'),
      );
      assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m);
      assert.match(text, /^process_resident_memory_bytes /m);
      assert.equal(/^weir_database_connections\{state="waiting"\} \d+$/m.test(text), engine === 'postgresql');
    });
  });
}

suite('metrics are opened by their token alone', () => {
  let weir: TestWeir;
  before(async () => {
    weir = await startWeir({ settings });
  });
  after(() => weir.stop());

  test('not by nothing, another token, another scheme, or the token in the address', async () => {
    const session = await weir.signedIn(weir.admin);
    const basic = Buffer.from(`${weir.admin.username}:${weir.admin.password}`).toString('base64');
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Basic ${basic}`,
      `Basic ${token}`,
      token,
    ]) {
      const answer = await scrape(weir, authorization);
      assert.equal(answer.status, 401, authorization);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer realm=/);
      assert.doesNotMatch(await answer.text(), /weir_/);
    }
    assert.equal((await session.request('/metrics')).status, 401);
    assert.equal((await fetch(`${weir.baseUrl}/metrics?access_token=${token}`)).status, 401);
  });

  test('and there is no such page without one', async () => {
    const without = await startWeir();
    try {
      assert.equal((await scrape(without)).status, 404);
    } finally {
      await without.stop();
    }
  });

  test('a second registry in one process shares nothing with the first', async () => {
    const [first, second] = [
      createMetrics({ version: '1', engine: 'sqlite' }),
      createMetrics({ version: '1', engine: 'sqlite' }),
    ];
    first.onSignIn('wrong');
    const looked = { isReady: false, connections: undefined, queues: undefined };
    assert.equal(sampleOf(await first.report(looked), 'weir_sign_ins_total{outcome="wrong"}'), 1);
    const other = await second.report(looked);
    assert.equal(sampleOf(other, 'weir_sign_ins_total{outcome="wrong"}'), 0);
    // A database out of reach leaves the rest as it is.
    assert.equal(sampleOf(other, 'weir_ready'), 0);
    assert.doesNotMatch(other, /^weir_queue_waiting\{/m);
  });
});
