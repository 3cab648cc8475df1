/** The audit trail over the API (rest-contract 1.13), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

const path = '/rest/api/audit';
const day = 24 * 3_600_000;

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`the audit trail over the API on ${engine}`, () => {
    let weir: TestWeir;
    let asAdmin: ApiClient;
    let asUma: ApiClient;

    before(async () => {
      weir = await startWeir({ engine });
      asAdmin = apiClient(weir, basicOf(weir.admin));
      asUma = apiClient(weir, basicOf(await weir.user('uma')));
      assert.equal((await asAdmin('POST', '/rest/api/admin/group', { name: '=Writers 100%' })).status, 200);
      assert.equal((await asUma('PUT', '/rest/api/user/current', { fullName: 'Uma Renamed' })).status, 200);
    });
    after(() => weir.stop());

    test('a record says who did what to what, when and from where', async () => {
      const { status, json } = await asAdmin('GET', path);
      assert.deepEqual([status, json.start, json.limit, json.size], [200, 0, 1000, json.results.length]);
      const [newest] = json.results;
      assert.deepEqual(Object.keys(newest), [
        'author',
        'remoteAddress',
        'creationDate',
        'summary',
        'description',
        'category',
        'sysAdmin',
        'affectedObject',
        'changedValues',
        'associatedObjects',
      ]);
      assert.deepEqual([newest.author.username, newest.author.displayName], ['uma', 'Uma Renamed']);
      assert.match(newest.author.userKey, /^[0-9a-f]{32}$/);
      assert.equal(typeof newest.creationDate, 'number');
      assert.deepEqual([newest.summary, newest.category], ['Profile changed', 'Users and groups']);
      assert.deepEqual(newest.affectedObject, { name: 'uma', objectType: 'user' });
      assert.deepEqual(newest.changedValues, [{ name: 'fullName', oldValue: 'Uma Example', newValue: 'Uma Renamed' }]);
    });

    test('records are found by words, taken as they are, and by time', async () => {
      const count = async (query: string) => (await asAdmin('GET', `${path}?${query}`)).json.size;
      assert.equal(await count('searchString=WRITERS'), 1);
      assert.equal(await count('searchString=%25'), 1);
      assert.equal(await count('searchString=_'), 0);
      assert.equal(await count(`searchString=${encodeURIComponent("' or 1=1 --")}`), 0);
      const now = weir.clock.now();
      const all = await count('');
      assert.equal(await count(`startDate=${now - day}&endDate=${now + day}`), all);
      assert.equal(await count(`startDate=${now + 1000}`), 0);
      const today = new Date(now).toISOString().slice(0, 10);
      assert.equal(await count(`startDate=${today}&endDate=${today}`), all);
      assert.equal(await count(`endDate=${new Date(now - 2 * day).toISOString().slice(0, 10)}`), 0);
      assert.equal((await asAdmin('GET', `${path}?startDate=yesterday`)).status, 400);
      assert.equal((await asAdmin('GET', `${path}?endDate=2026-13-45`)).status, 400);
    });

    test('records are read to the end by next', async () => {
      const summaries: string[] = [];
      for (let next = `${path}?limit=2`; next !== ''; ) {
        const { json } = await asAdmin('GET', next);
        summaries.push(...json.results.map(({ summary }: { summary: string }) => summary));
        next = json._links.next ?? '';
      }
      const { json } = await asAdmin('GET', path);
      assert.deepEqual(
        summaries,
        json.results.map(({ summary }: { summary: string }) => summary),
      );
    });

    test('since gives the last span', async () => {
      const all = (await asAdmin('GET', path)).json.size;
      assert.equal((await asAdmin('GET', `${path}/since`)).json.size, all);
      assert.equal((await asAdmin('GET', `${path}/since?number=1&units=days`)).json.size, all);
      assert.equal((await asAdmin('GET', `${path}/since?number=0&units=DAYS`)).json.size, 0);
      assert.equal((await asAdmin('GET', `${path}/since?units=MOONS`)).status, 400);
    });

    test('a program adds a record in its own name and no other’s', async () => {
      const { status, json } = await asAdmin('POST', path, {
        author: { type: 'user', username: 'somebody else' },
        remoteAddress: '203.0.113.9',
        creationDate: 1,
        summary: 'Imported',
        category: 'Import',
        affectedObject: { name: 'Space DOC', objectType: 'Space' },
        changedValues: [{ name: 'pages', oldValue: '0', newValue: '12' }],
      });
      assert.deepEqual([status, json.author.username, json.affectedObject.name], [200, 'admin', 'Space DOC']);
      assert.notEqual(json.remoteAddress, '203.0.113.9');
      assert.ok(json.creationDate > 1);
      const { json: found } = await asAdmin('GET', `${path}?searchString=imported`);
      assert.deepEqual(found.results[0].changedValues[0], { name: 'pages', oldValue: '0', newValue: '12' });
      assert.equal((await asAdmin('POST', path, {})).status, 400);
    });

    test('the table has a line for each record, and nothing that a spreadsheet would compute', async () => {
      const { status, headers, text } = await asAdmin('GET', `${path}/export`);
      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/csv/);
      assert.match(headers.get('content-disposition') ?? '', /^attachment/);
      assert.equal(headers.get('cache-control'), 'no-store');
      const lines = text.trimEnd().split('\r\n');
      assert.equal(lines.length, (await asAdmin('GET', path)).json.size + 1);
      assert.ok(text.includes(`"'=Writers 100%"`));
      const list = (await asAdmin('GET', `${path}?limit=1000`)).json.results;
      const file = await asAdmin('GET', `${path}/export?format=json`);
      assert.equal(file.headers.get('content-disposition'), 'attachment; filename="audit.json"');
      assert.deepEqual(file.json, list);
      assert.deepEqual((await asAdmin('GET', `${path}/export?format=JSON&searchString=no-such-thing`)).json, []);
      assert.equal((await asAdmin('GET', `${path}/export?format=zip`)).status, 400);
    });

    test('retention is told, changed by a system administrator’s password, recorded, and kept to', async () => {
      const retention = `${path}/retention`;
      assert.deepEqual((await asAdmin('GET', retention)).json, { number: 3, units: 'YEARS' });
      const changed = await asAdmin('PUT', retention, { number: 2, units: 'MONTHS' });
      assert.deepEqual([changed.status, changed.json], [200, { number: 2, units: 'MONTHS' }]);
      assert.deepEqual((await asAdmin('GET', retention)).json, { number: 2, units: 'MONTHS' });
      for (const body of [
        { number: 0, units: 'DAYS' },
        { number: 1, units: 'MOONS' },
        { number: 101, units: 'YEARS' },
      ]) {
        assert.equal((await asAdmin('PUT', retention, body)).status, 400);
      }
      const { json } = await asAdmin('POST', '/rest/pat/latest/tokens', { name: 'x' });
      const byToken = apiClient(weir, `Bearer ${json.rawToken}`);
      assert.equal((await byToken('PUT', retention, { number: 1, units: 'DAYS' })).status, 403);
      const { cookie, csrfToken } = await sessionOf(weir, weir.admin);
      weir.clock.advance(11 * 60_000);
      const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
      const bySession = { method: 'PUT', headers, body: JSON.stringify({ number: 1, units: 'DAYS' }) };
      assert.equal((await fetch(weir.baseUrl + retention, bySession)).status, 403, 'a browser that was left open');

      assert.equal(await weir.rooms.auditRetention.prune(1000), 0);
      weir.clock.advance(61 * day);
      const before = (await asAdmin('GET', path)).json.size;
      assert.equal(await weir.rooms.auditRetention.prune(3), 3);
      assert.ok((await weir.rooms.auditRetention.prune(1000)) > 0);
      assert.ok((await asAdmin('GET', path)).json.size < before);
    });

    test('is for administrators alone', async () => {
      const asNobody = apiClient(weir, undefined);
      for (const tail of ['', '/since', '/export', '/retention']) {
        assert.equal((await asUma('GET', path + tail)).status, 403, tail);
        assert.equal((await asNobody('GET', path + tail)).status, 401, tail);
      }
    });
  });
}
