/** Web hooks over the API (rest-contract 1.1, 1.13), with a receiver on this machine that the administrator listed. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { type HttpsServer, startHttps } from '../support/https-server.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`web hooks over the API on ${engine}`, () => {
    let weir: TestWeir;
    let receiver: HttpsServer;
    const received: Received[] = [];
    let status = 200;
    let asAdmin: ApiClient;
    let asUma: ApiClient;

    before(async () => {
      receiver = await startHttps((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
          response.writeHead(status).end();
        });
      });
      weir = await startWeir({ engine, settings: { WEIR_ALLOWED_OUTBOUND_HOSTS: 'LocalHost' } });
      asAdmin = apiClient(weir, basicOf(weir.admin));
      asUma = apiClient(weir, basicOf(await weir.user('uma')));
    });
    after(async () => {
      await weir.stop();
      await receiver.close();
    });

    const path = '/rest/api/webhooks';
    const hook = (more: object = {}) => ({
      name: 'Chat',
      url: `https://localhost:${receiver.port}/hook`,
      events: ['page_created'],
      active: true,
      configuration: { secret: 'the key of this hook' },
      sslVerificationRequired: false,
      ...more,
    });

    async function made(more: object = {}) {
      const answer = await asAdmin('POST', path, hook(more));
      assert.equal(answer.status, 201, answer.text);
      return answer.json;
    }

    async function until(isSo: () => boolean): Promise<void> {
      for (let tries = 0; tries < 200 && !isSo(); tries++) await new Promise((done) => setTimeout(done, 50));
      assert.ok(isSo());
    }

    test('one is made with 201, read, listed and deleted with 204; its secrets are never told again', async () => {
      const json = await made({ credentials: { username: 'weir', password: 'the password there' } });
      assert.deepEqual(
        [json.name, json.events, json.active, json.sslVerificationRequired, json.scopeType, json.credentials],
        ['Chat', ['page_created'], true, false, 'global', { username: 'weir' }],
      );
      const one = await asAdmin('GET', `${path}/${json.id}`);
      const list = await asAdmin('GET', path);
      assert.deepEqual([one.status, list.status, list.json.size], [200, 200, list.json.results.length]);
      assert.ok(!/the key of this hook|the password there/.test(JSON.stringify(json) + one.text + list.text));
      assert.equal((await asAdmin('DELETE', `${path}/${json.id}`)).status, 204);
      for (const [method, tail] of [
        ['GET', ''],
        ['DELETE', ''],
        ['PUT', ''],
        ['GET', '/latest'],
        ['GET', '/statistics'],
      ] as const) {
        const body = method === 'PUT' ? {} : undefined;
        assert.equal((await asAdmin(method, `${path}/${json.id}${tail}`, body)).status, 404, method + tail);
      }
    });

    test('a body that sends back what was read changes nothing of the secrets', async () => {
      const { id } = await made();
      const read = (await asAdmin('GET', `${path}/${id}`)).json;
      const { status: changed, json } = await asAdmin('PUT', `${path}/${id}`, { ...read, name: 'Renamed' });
      assert.deepEqual([changed, json.name, json.events], [200, 'Renamed', ['page_created']]);
      const row = await weir.rooms.database.read
        .selectFrom('web_hook')
        .select('secret_encrypted')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      assert.ok(row.secret_encrypted);
      await asAdmin('DELETE', `${path}/${id}`);
    });

    test('the stored password is sent to no other server than the one that it was entered for', async () => {
      const { id } = await made({ credentials: { username: 'weir', password: 'the password there' } });
      const read = (await asAdmin('GET', `${path}/${id}`)).json;
      const { origin } = new URL(read.url);
      const elsewhere = { ...read, url: 'https://elsewhere.example.org/' };
      const refused = await asAdmin('PUT', `${path}/${id}`, elsewhere);
      assert.deepEqual([refused.status, /password again/.test(refused.json.message)], [400, true]);
      assert.equal((await asAdmin('GET', `${path}/${id}`)).json.url, read.url);
      assert.equal((await asAdmin('PUT', `${path}/${id}`, { ...read, url: `${origin}/other` })).status, 200);
      const entered = { ...elsewhere, credentials: { username: 'weir', password: 'another password' } };
      assert.equal((await asAdmin('PUT', `${path}/${id}`, entered)).status, 200);
      const without = { ...read, credentials: { username: '' } };
      assert.equal((await asAdmin('PUT', `${path}/${id}`, without)).status, 200);
      await asAdmin('DELETE', `${path}/${id}`);
    });

    test('what is wrong is a 400 that says what', async () => {
      for (const [more, message] of [
        [{ name: '' }, /^name:/],
        [{ url: 'http://example.org/' }, /^url:/],
        [{ url: 'https://me:pw@example.org/' }, /^url:/],
        [{ url: 'javascript:alert(1)' }, /^url:/],
        [{ events: [] }, /^events:/],
        [{ events: ['page_created', 'moon_rose'] }, /^events:.*page_created/],
        [{ configuration: { secret: 'x'.repeat(256) } }, /^configuration.secret:/],
        [{ credentials: { username: 'a\nb', password: 'x' } }, /^credentials:/],
      ] as const) {
        const { status: got, json } = await asAdmin('POST', path, hook(more));
        assert.equal(got, 400, JSON.stringify(more));
        assert.match(json.message, message);
      }
    });

    test('others than administrators get 401, on every operation', async () => {
      const { id } = await made();
      const asNobody = apiClient(weir, undefined);
      for (const [method, tail] of [
        ['GET', ''],
        ['POST', ''],
        ['POST', '/test?url=https://localhost/'],
        ['GET', `/${id}`],
        ['PUT', `/${id}`],
        ['DELETE', `/${id}`],
        ['GET', `/${id}/latest`],
        ['GET', `/${id}/statistics`],
        ['GET', `/${id}/statistics/summary`],
      ] as const) {
        const body = method === 'POST' || method === 'PUT' ? hook() : undefined;
        for (const as of [asUma, asNobody]) {
          const { status: got, headers } = await as(method, path + tail, body);
          assert.equal(got, 401, method + tail);
          assert.match(headers.get('www-authenticate') ?? '', /^Bearer /);
        }
      }
      await asAdmin('DELETE', `${path}/${id}`);
    });

    test('a page that is made is told, signed, within moments; statistics and the last attempt say so', async () => {
      const { id } = await made();
      await asUma('POST', '/rest/api/space', { key: 'HOOK', name: 'Hooks' });
      received.length = 0;
      const page = await asUma('POST', '/rest/api/content', {
        type: 'page',
        title: 'Told',
        space: { key: 'HOOK' },
        body: { storage: { value: '<p>x</p>', representation: 'storage' } },
      });
      assert.equal(page.status, 200);
      await until(() => received.length > 0);
      const [told] = received;
      const body = JSON.parse(told?.body ?? '{}');
      assert.deepEqual(Object.keys(body), ['timestamp', 'event', 'userKey', 'page']);
      assert.deepEqual([body.event, body.page.id], ['page_created', Number(page.json.id)]);
      const expected = createHmac('sha256', 'the key of this hook')
        .update(told?.body ?? '')
        .digest('hex');
      assert.equal(told?.headers['x-hub-signature'], `sha256=${expected}`);

      let latest = await asAdmin('GET', `${path}/${id}/latest`);
      for (let tries = 0; tries < 100 && latest.status === 204; tries++) latest = await asAdmin('GET', `${path}/${id}/latest`);
      assert.deepEqual([latest.json.event.id, latest.json.result.outcome], ['page_created', 'SUCCESS']);
      assert.equal(latest.json.request.body, told?.body);
      const { json } = await asAdmin('GET', `${path}/${id}/statistics`);
      assert.deepEqual([json.counts.successes, json.counts.failures, json.counts.errors], [1, 0, 0]);
      assert.equal(json.lastSuccess.id, latest.json.id);
      const summary = await asAdmin('GET', `${path}/${id}/statistics/summary?event=page_updated`);
      assert.equal(summary.json.counts.successes, 0);
      const list = await asAdmin('GET', `${path}?statistics=true&event=page_created`);
      assert.equal(list.json.results.find((each: { id: number }) => each.id === id).statistics.counts.successes, 1);
      assert.equal((await asAdmin('GET', `${path}/${id}/latest?outcome=ERROR`)).status, 204);
      await asAdmin('DELETE', `${path}/${id}`);
    });

    test('a receiver that refuses is told again later', async () => {
      const { id } = await made({ events: ['page_updated', 'page_created'] });
      status = 503;
      received.length = 0;
      await asUma('POST', '/rest/api/content', {
        type: 'page',
        title: 'Refused at first',
        space: { key: 'HOOK' },
        body: { storage: { value: '<p>x</p>', representation: 'storage' } },
      });
      await until(() => received.length === 1);
      status = 200;
      weir.clock.advance(60_000);
      await until(() => received.length === 2);
      assert.equal(received[0]?.body, received[1]?.body);
      await asAdmin('DELETE', `${path}/${id}`);
    });

    test('an address is tried, and whatever is wrong with it looks the same', async () => {
      const tried = async (url: string) => {
        const { status: got, json } = await asAdmin('POST', `${path}/test?url=${encodeURIComponent(url)}`);
        assert.equal(got, 200);
        return json.result;
      };
      const results = await Promise.all(
        ['https://127.0.0.1/', 'https://169.254.169.254/', 'https://localhost:1/', 'http://localhost/', 'nonsense'].map(tried),
      );
      for (const result of results) {
        assert.deepEqual(result, { outcome: 'ERROR', description: 'The address could not be reached.' });
      }
      assert.equal((await asAdmin('POST', `${path}/test`)).status, 400);
    });
  });
}
