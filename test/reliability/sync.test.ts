/**
 * Security rule 2, the power cut: between a request that writes and its answer the system is asked to bring the write-ahead log to the
 * disk. `strace` sees it; where it is missing or may not look, the settings of the connection are all that is tested (test/database).
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { basicOf } from '../support/routes.ts';
import { startWeir } from '../support/weir.ts';
import { startWeirProcess } from '../support/weir-process.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

suite('a sync stands between request and answer (security rule 2)', () => {
  test('of a new space, a page, a token and a revocation', {
    skip: hasStrace ? false : 'strace is not installed',
  }, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-strace-'));
    const weir = await startWeir();
    const link = await weir.link({ skipConsent: true });
    const uma = await weir.user('uma');
    const { refresh_token } = await weir.tokensFor(uma, link);
    const server = await startWeirProcess(weir.environment);
    const record = join(folder, 'calls');
    const calls = 'trace=read,write,writev,fsync,fdatasync';
    const tracer = spawn('strace', ['-f', '-e', calls, '-s', '60', '-o', record, '-p', String(server.child.pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      const [said] = await Promise.race([once(tracer.stderr, 'data'), once(tracer, 'exit')]);
      if (!String(said).includes('attached')) return context.skip(`strace may not look: ${said}`);

      const authorization = basicOf(uma);
      const json = { authorization, 'content-type': 'application/json' };
      const form = (fields: Record<string, string>) => ({
        method: 'POST',
        body: new URLSearchParams({ ...fields, client_id: link.clientId, client_secret: link.clientSecret ?? '' }),
      });
      const writes: readonly [path: string, request: RequestInit][] = [
        ['/rest/api/space', { method: 'POST', headers: json, body: '{"key":"SYNC","name":"Sync"}' }],
        ['/rest/api/content', { method: 'POST', headers: json, body: '{"type":"page","title":"Sync","space":{"key":"SYNC"}}' }],
        ['/rest/oauth2/latest/token', form({ grant_type: 'refresh_token', refresh_token })],
        ['/rest/oauth2/latest/revoke', form({ token: refresh_token })],
      ];
      for (const [path, request] of writes) {
        const answer = await fetch(server.baseUrl + path, request);
        assert.equal(answer.status, 200, await answer.text());
      }
      await wait(50); // for the tracer to write the last line
      tracer.kill('SIGINT');
      await once(tracer, 'exit');

      const lines = (await readFile(record, 'utf8')).split('\n');
      for (const [path] of writes) {
        const asked = lines.findIndex((line) => line.includes(`"POST ${path}`));
        assert.notEqual(asked, -1, `the request for ${path} is not in the record`);
        const answered = lines.findIndex((line, index) => index > asked && line.includes('HTTP/1.1 200'));
        const between = lines.slice(asked, answered);
        assert.ok(
          between.some((line) => /f(data)?sync\(\d+\)\s+= 0|f(data)?sync resumed>\)\s+= 0/.test(line)),
          `no sync between request and answer of ${path}`,
        );
      }
    } finally {
      tracer.kill('SIGKILL');
      await server.kill('SIGKILL');
      await weir.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
