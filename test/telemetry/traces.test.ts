/** OpenTelemetry traces (issue 4 §5, W3C Trace Context): what spans say, what they never say, and that a collector harms nothing. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { readTraceParent } from '../../src/telemetry/trace-parent.ts';
import { attach, page, post, s3Environment } from '../backup/premises.ts';
import { startMailServer, type TestMailServer } from '../support/mail-server.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { type CollectedSpan, startTraceCollector, type TraceCollector } from '../support/trace-collector.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

const basicOf = ({ username, password }: TestUser) => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

suite('traces', { concurrency: true }, () => {
  let collector: TraceCollector;
  let weir: TestWeir;
  let uma: TestUser;
  before(async () => {
    collector = await startTraceCollector();
    const settings = {
      WEIR_OTLP_ENDPOINT: collector.endpoint,
      WEIR_OTLP_HEADERS: 'authorization=Bearer a=b==,x-team=wiki',
      // Of the traces that begin here none is kept: what comes is what a sender decided.
      WEIR_TRACE_RATIO: '0',
    };
    weir = await startWeir({ settings });
    uma = await weir.user('uma');
  });
  after(async () => {
    await weir.stop();
    await collector.close();
  });

  const traceIds = (function* (): Generator<string, never> {
    for (let count = 1; ; count++) yield count.toString(16).padStart(32, '0');
  })();

  function asked(path: string, traceparent: string, init: RequestInit = {}): Promise<Response> {
    return fetch(weir.baseUrl + path, { ...init, headers: { authorization: basicOf(uma), traceparent, ...init.headers } });
  }

  test('a request is a span of the trace that its sender began, with pattern, status and kind of credential', async () => {
    const traceId = traceIds.next().value;
    await asked('/rest/api/content/123456789?expand=body', `00-${traceId}-00f067aa0ba902b7-01`);
    const [span] = await collector.find((each) => each.traceId === traceId && each.name.startsWith('GET'));
    assert.equal(span?.name, 'GET /rest/api/content/:id');
    assert.equal(span?.parentSpanId, '00f067aa0ba902b7');
    const { 'weir.request': request, 'http.response.status_code': status, ...others } = span?.attributes ?? {};
    assert.match(String(request), /^[0-9a-f]{16}$/);
    assert.equal(Number(status), 404);
    assert.deepEqual(others, { 'http.request.method': 'GET', 'http.route': '/rest/api/content/:id', 'weir.caller': 'basic' });
    const [batch] = collector.batches;
    assert.equal(batch?.path, '/v1/traces');
    assert.equal(batch?.headers.authorization, 'Bearer a=b==');
    assert.equal(batch?.headers['x-team'], 'wiki');
  });

  test('a database transaction is a span below it, after a body was read too', async () => {
    const traceId = traceIds.next().value;
    const made = await asked('/rest/api/space', `00-${traceId}-00f067aa0ba902b7-01`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: 'TRACED', name: `Secret plans ${'x'.repeat(100)}` }),
    });
    assert.equal(made.status, 200);
    const [parent] = await collector.find((each) => each.traceId === traceId && each.name === 'POST /rest/api/space');
    const children = await collector.find((each) => each.traceId === traceId && each.parentSpanId === parent?.spanId);
    assert.ok(
      children.some(({ name, attributes }) => name === 'database transaction' && attributes['db.system.name'] === 'sqlite'),
    );
  });

  test('so is a single statement that is a transaction of its own', async () => {
    const traceId = traceIds.next().value;
    const { clientId, clientSecret } = await weir.serviceAccount();
    await fetch(`${weir.baseUrl}/rest/oauth2/latest/token`, {
      method: 'POST',
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret ?? '' }),
    });
    await collector.find((each) => each.traceId === traceId && each.name === 'database transaction');
  });

  test('a request that Weir makes meanwhile is a span below it, without the path it asked for', async () => {
    const traceId = traceIds.next().value;
    const answer = await asked(
      `/rest/api/webhooks/test?url=${encodeURIComponent('https://127.0.0.1:1/secret-path')}`,
      `00-${traceId}-00f067aa0ba902b7-01`,
      { method: 'POST', headers: { authorization: basicOf(weir.admin) } },
    );
    assert.equal(answer.status, 200);
    const [child] = await collector.find((each) => each.traceId === traceId && each.attributes['server.address'] !== undefined);
    assert.equal(child?.attributes['server.address'], '127.0.0.1');
    assert.equal(child?.status.code, 2);
  });

  test('what a sender decided not to keep is not kept, and a bad traceparent begins a trace of its own', async () => {
    const traceId = traceIds.next().value;
    await asked('/rest/api/space', `00-${traceId}-00f067aa0ba902b7-00`);
    await asked('/rest/api/space', `00-${traceId}-0000000000000000-01`);
    const later = traceIds.next().value;
    await asked('/rest/api/space', `00-${later}-00f067aa0ba902b7-01`);
    await collector.find((each) => each.traceId === later);
    assert.ok(!collector.spans.some((each) => each.traceId === traceId));
  });

  test('no span holds a name, a path, an address or a credential', async () => {
    const traceId = traceIds.next().value;
    const link = await weir.link();
    const { access_token: token } = await weir.tokensFor(uma, link);
    await fetch(`${weir.baseUrl}/rest/api/user/current?secret=query`, {
      headers: { authorization: `Bearer ${token}`, traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    const [span] = await collector.find((each) => each.traceId === traceId && each.name.startsWith('GET'));
    assert.equal(span?.attributes['weir.caller'], 'bearer');
    const everything = collector.batches.map(({ raw }) => raw).join('\n');
    for (const secret of [
      token,
      String(link.clientSecret),
      uma.username,
      basicOf(uma),
      link.clientId,
      'secret',
      'Secret plans',
      '123456789',
    ]) {
      assert.ok(!everything.includes(secret), secret);
    }
  });

  test('a collector that refuses or hangs changes no answer, and holds up the end for seconds at most', async () => {
    const hanging = await startTraceCollector();
    const other = await startWeir({ settings: { WEIR_OTLP_ENDPOINT: hanging.endpoint } });
    hanging.behave('refuse');
    for (let count = 0; count < 20; count++) assert.equal((await fetch(`${other.baseUrl}/status`)).status, 200);
    while (hanging.batches.length === 0) await wait(50);
    hanging.behave('hang');
    assert.equal((await fetch(`${other.baseUrl}/status`)).status, 200);
    const begun = performance.now();
    await other.stop();
    assert.ok(performance.now() - begun < 8_000);
    await hanging.close();
  });
});

suite('traces of what a server does', () => {
  let collector: TraceCollector;
  let smtp: TestMailServer;
  let s3: S3Server;
  let weir: TestWeir;
  before(async () => {
    [collector, smtp, s3] = await Promise.all([startTraceCollector(), startMailServer(), startS3Server()]);
    weir = await startWeir({
      settings: {
        ...s3Environment(s3),
        WEIR_OTLP_ENDPOINT: collector.endpoint,
        WEIR_MAIL_HOST: '127.0.0.1',
        WEIR_MAIL_PORT: String(smtp.port),
        WEIR_MAIL_TLS: 'none',
        WEIR_MAIL_FROM: 'weir@example.org',
      },
    });
  });
  after(async () => {
    await weir.stop();
    await Promise.all([collector.close(), smtp.close(), s3.close()]);
  });

  /** @returns the first span of a name, and the one that it is below */
  async function found(name: string): Promise<readonly [span: CollectedSpan | undefined, parent: CollectedSpan | undefined]> {
    const [span] = await collector.find((each) => each.name === name);
    const [parent] = await collector.find(({ spanId }) => spanId === span?.parentSpanId);
    return [span, parent];
  }

  test('a message that goes out is a span of the round that sends it, with its database transactions', async () => {
    const { notices } = weir.rooms.mail;
    await weir.rooms.database.write((queries) => notices.notify(queries, weir.admin.person.id, { kind: 'password-changed' }));
    await smtp.waitFor(1);
    const [message, round] = await found('send mail');
    assert.equal(message?.status.code, 0);
    assert.equal(round?.name, 'mail');
    assert.equal(round?.parentSpanId ?? '', '');
    await collector.find(({ name, parentSpanId }) => name === 'database transaction' && parentSpanId === round?.spanId);
    assert.ok(!collector.batches.some(({ raw }) => raw.includes('ada@example.org') || raw.includes('127.0.0.1')));
  });

  test('a message that is refused is a span that failed', async () => {
    const { notices } = weir.rooms.mail;
    smtp.refuse(550);
    await weir.rooms.database.write((queries) => notices.notify(queries, weir.admin.person.id, { kind: 'password-changed' }));
    await collector.find(({ name, status }) => name === 'send mail' && status.code === 2);
  });

  test('a call of the store of files is a span of the request that needs it', async () => {
    await post(weir, '/rest/api/space', { key: 'DOC', name: 'Documents' });
    const { id } = await post(weir, '/rest/api/content', page('With a file', 'x'));
    await attach(weir, id, 'secret name.txt', Buffer.from('bytes'));
    const [, request] = await found('file store write');
    assert.equal(request?.name, 'POST /rest/api/content/:id/child/attachment');
    assert.ok(!collector.batches.some(({ raw }) => raw.includes('secret name')));
  });

  test('rounds that find nothing to do are none', async () => {
    const begun = collector.spans.length;
    await wait(2_000);
    assert.deepEqual(
      collector.spans.slice(begun).map(({ name }) => name),
      [],
    );
  });
});

suite('traceparent (W3C Trace Context §3.2)', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const span = 'b7ad6b7169203331';

  test('is read in its version and in later ones', () => {
    const expected = { traceId: trace, spanId: span, isRemote: true };
    assert.deepEqual(readTraceParent(`00-${trace}-${span}-01`), { ...expected, traceFlags: 1 });
    assert.deepEqual(readTraceParent(`00-${trace}-${span}-02`), { ...expected, traceFlags: 0 });
    assert.deepEqual(readTraceParent(`cc-${trace}-${span}-01-what-is-new`), { ...expected, traceFlags: 1 });
  });

  test('is ignored where it is not one', () => {
    for (const wrong of [
      undefined,
      '',
      'nonsense',
      `ff-${trace}-${span}-01`,
      `00-${'0'.repeat(32)}-${span}-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace.toUpperCase()}-${span}-01`,
      `00-${trace}-${span}-01-more`,
      `00-${trace}-${span}`,
      `00-${trace}-${span}-01`.repeat(1000),
    ]) {
      assert.equal(readTraceParent(wrong), undefined, wrong ?? 'nothing');
    }
  });
});
