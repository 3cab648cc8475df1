/** Backups over the API (9.0.0, Backup and Restore): jobs of the whole site; a running site is never overwritten. CVE-2023-22518. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { basicOf } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir } from '../support/weir.ts';

const path = '/rest/api/backup-restore';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`backups over the API, on ${engine}`, async () => {
    const weir = await startWeir({ engine });
    after(() => weir.stop());
    const uma = await weir.user('uma');
    const admin = basicOf(weir.admin);

    const call = async (method: string, tail: string, body?: unknown, authorization = admin) => {
      const answer = await fetch(weir.baseUrl + path + tail, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      // biome-ignore lint/suspicious/noExplicitAny: what is on the wire is what is tested
      return { status: answer.status, json: JSON.parse(text.startsWith('{') || /^\d/.test(text) ? text : '{}') as any };
    };
    const untilEnd = async (id: number) => {
      const { read } = weir.rooms.database;
      for (;;) {
        const row = await read.selectFrom('backup_job').select('state').where('id', '=', id).executeTakeFirst();
        if (row !== undefined && ['finished', 'failed', 'cancelled'].includes(row.state)) break;
        await wait(50);
      }
      return (await call('GET', `/jobs/${id}`)).json;
    };

    test('a site backup is a job that is made, found, and downloaded', async () => {
      const asked = await call('POST', '/backup/site', { fileNamePrefix: 'nightly', keepPermanently: true });
      assert.equal(asked.status, 200, JSON.stringify(asked.json));
      assert.deepEqual(
        [asked.json.jobOperation, asked.json.jobScope, asked.json.jobState, asked.json.owner],
        ['BACKUP', 'SITE', 'QUEUED', 'admin'],
      );
      assert.match(asked.json.fileName, /^nightly-/);
      assert.equal((await call('POST', '/backup/site', {})).status, 409);
      const job = await untilEnd(asked.json.id);
      assert.deepEqual([job.jobState, job.fileExists], ['FINISHED', true]);
      const archive = await fetch(`${weir.baseUrl}${path}/jobs/${job.id}/download`, { headers: { authorization: admin } });
      assert.equal(archive.status, 200);
      assert.equal(archive.headers.get('content-type'), 'application/zstd');
      assert.ok((await archive.arrayBuffer()).byteLength > 1000);
      const { json: files } = await call('GET', '/restore/files?jobScope=SITE');
      assert.deepEqual(
        files.results.map((file: { name: string }) => file.name),
        [job.fileName],
      );
    });

    test('jobs are found by owner, state, date, and what they do', async () => {
      const sizes = async (query: string) => (await call('GET', `/jobs?${query}`)).json.results?.length;
      assert.equal(await sizes('owner=admin&jobStates=FINISHED&jobOperation=BACKUP&jobScope=SITE'), 1);
      assert.equal(await sizes('owner=uma'), 0);
      assert.equal(await sizes('jobStates=QUEUED,FAILED'), 0);
      assert.equal(await sizes('jobOperation=RESTORE'), 0);
      assert.equal(await sizes('spaceKey=DOC'), 0);
      assert.equal(await sizes(`toDate=2020-01-01T00:00:00.000%2B0000`), 0);
      assert.equal(await sizes(`fromDate=2020-01-01T00:00:00.000Z`), 1);
      for (const bad of ['jobStates=NONE', 'jobOperation=X', 'jobScope=X', 'fromDate=soon', 'limit=x']) {
        assert.equal((await call('GET', `/jobs?${bad}`)).status, 400, bad);
      }
      assert.equal((await call('GET', '/jobs/99')).status, 403);
      assert.equal((await call('GET', '/jobs/99/download')).status, 404);
      assert.equal((await call('PUT', '/jobs/99/cancel')).status, 404);
    });

    test('a job that waits is cancelled, and so is the queue', async () => {
      const { json: job } = await call('POST', '/backup/site', {});
      const cancelled = await call('PUT', `/jobs/${job.id}/cancel`);
      assert.equal(cancelled.status, 200);
      const end = await untilEnd(job.id);
      if (end.jobState === 'CANCELLED') assert.equal(end.cancelledBy, 'admin');
      const cleared = await call('PUT', '/jobs/clear-queue');
      assert.deepEqual([cleared.status, cleared.json], [200, 0]);
    });

    test('nothing restores over a running site, and the answer says how it is done', async () => {
      const { json } = await call('GET', '/restore/files');
      const named = await call('POST', '/restore/site', { fileName: json.results[0].name });
      assert.equal(named.status, 403);
      assert.match(named.json.message, /weir restore/);
      for (const fileName of ['nothing.tar.zst', '../../etc/passwd', '']) {
        assert.equal((await call('POST', '/restore/site', { fileName })).status, 400, fileName);
      }
      for (const tail of ['/backup/space', '/restore/space']) assert.equal((await call('POST', tail, {})).status, 400);
      const folder = join(weir.environment.WEIR_HOME ?? '', 'backups');
      const before = await readdir(folder);
      const upload = await fetch(`${weir.baseUrl}${path}/restore/site/upload`, {
        method: 'POST',
        headers: { authorization: admin, 'content-type': multipartType, 'x-atlassian-token': 'nocheck' },
        body: new Uint8Array(multipart([filePart('evil.tar.zst', Buffer.alloc(100_000))])),
      });
      assert.equal(upload.status, 403);
      assert.deepEqual(await readdir(folder), before);
    });

    test('all of it is for system administrators with the scope for it, and a session with a fresh password', async () => {
      const link = await weir.link({ scope: 'SYSTEM_ADMIN' });
      const routes = [
        ['POST', '/backup/site'],
        ['GET', '/jobs'],
        ['PUT', '/jobs/clear-queue'],
        ['GET', '/jobs/1/download'],
        ['POST', '/restore/site'],
        ['GET', '/restore/files'],
      ] as const;
      const { access_token: narrow } = await weir.tokensFor(weir.admin, link, { scope: 'ADMIN' });
      for (const [method, tail] of routes) {
        const body = method === 'POST' ? {} : undefined;
        assert.equal((await call(method, tail, body, basicOf(uma))).status, 403, tail);
        assert.equal((await call(method, tail, body, `Bearer ${narrow}`)).status, 403, tail);
        const nobody = await fetch(weir.baseUrl + path + tail, { method });
        assert.equal(nobody.status, 401, tail);
      }
      const session = await sessionOf(weir, weir.admin);
      await weir.rooms.database.write((queries) => queries.updateTable('session').set({ authenticated_at: 0 }).execute());
      const stale = await fetch(`${weir.baseUrl}${path}/jobs/1/download`, { headers: { cookie: session.cookie } });
      assert.equal(stale.status, 403);
    });

    test('a token gets a backup without the encryption key, and takes none away that has it', async () => {
      const link = await weir.link({ scope: 'SYSTEM_ADMIN' });
      const { access_token: token } = await weir.tokensFor(weir.admin, link, { scope: 'SYSTEM_ADMIN' });
      assert.equal((await call('GET', '/jobs/1/download', undefined, `Bearer ${token}`)).status, 403);
      const asked = await call('POST', '/backup/site', { skipAttachments: true }, `Bearer ${token}`);
      assert.equal(asked.status, 200, JSON.stringify(asked.json));
      await untilEnd(asked.json.id);
      const job = await weir.rooms.database.read
        .selectFrom('backup_job')
        .select(['with_keys', 'with_files'])
        .where('id', '=', asked.json.id)
        .executeTakeFirstOrThrow();
      assert.deepEqual(job, { with_keys: 0, with_files: 0 });
      const answer = await weir.call(token, `${path}/jobs/${asked.json.id}/download`);
      assert.equal(answer.status, 200);
      // A server that stops waits for whoever has not read all of an answer.
      assert.ok((await answer.arrayBuffer()).byteLength > 1000);
    });
  });
}
