/** What the credentials page tells people to run runs as it stands there (curl and JavaScript), against a real server. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Visitor } from '../../support/visitor.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, linksPath, textOfElement } from './console.ts';

/** Where Node finds oauth4webapi. */
const project = join(import.meta.dirname, '..', '..', '..');

for (const contextPath of ['', '/wiki']) {
  suite(`the instructions at ${contextPath === '' ? 'the root' : contextPath}`, () => {
    let weir: TestWeir;
    let uma: TestUser;
    before(async () => {
      weir = await startWeir({ contextPath });
      uma = await weir.user('uma');
    });
    after(() => weir.stop());

    for (const clientType of ['confidential', 'public'] as const) {
      const link = () =>
        weir.link({
          scope: 'WRITE',
          clientType,
          // What a shell, a URL and a script each have to be careful with.
          redirectUris: [`https://app.example/cb?a='b'&c=$(d)&e=%20f;g`],
        });

      test(`for curl run as they stand, ${clientType}`, async () => {
        const program = await programOf(await link(), 'guide-curl');
        const said = await runAsUma('sh', ['-c', program]);
        assert.match(said, /"access_token":"weir_at_/);
        assert.match(said, /"username":"uma"/);
        assert.equal(said.match(/"refresh_token":"weir_rt_/g)?.length, 2);
      });

      test(`for JavaScript run as they stand, ${clientType}`, async () => {
        const program = await programOf(await link(), 'guide-javascript');
        const said = await runAsUma(process.execPath, ['--input-type=module', '--eval', program]);
        assert.match(said, /username: 'uma'/);
        assert.match(said, /The new access token lives for 3600 seconds\./);
      });
    }

    async function programOf({ id }: { readonly id: number }, element: string): Promise<string> {
      const page = await (await atTheConsole(weir)).page(`${linksPath}/${id}/credentials`);
      return textOfElement(page, element);
    }

    /** Runs a program; when it asks, opens the address that it printed, allows, and gives it the address that comes back. */
    async function runAsUma(command: string, args: readonly string[]): Promise<string> {
      const visitor = await weir.signedIn(uma);
      const child = spawn(command, args, { cwd: project, stdio: ['pipe', 'pipe', 'pipe'] });
      let said = '';
      let asked = false;
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          const [, address] = /Open this address:\s+(http\S+)[\s\S]*Paste the address/.exec(said) ?? [];
          if (address === undefined || asked) return;
          asked = true;
          allow(visitor, address).then(
            (callback) => child.stdin.end(`${callback}\n`),
            (error: unknown) => {
              said += String(error);
              child.kill();
            },
          );
        });
      }
      const [code] = await once(child, 'close');
      assert.equal(code, 0, said);
      return said;
    }

    async function allow(visitor: Visitor, address: string): Promise<string> {
      const answer = await visitor.request(address);
      const consent = new URL(answer.headers.get('location') ?? '', weir.baseUrl);
      const request = consent.searchParams.get('request');
      assert.ok(request, `authorize answered ${answer.status}: ${await answer.text()}`);
      const path = consent.href.slice(weir.baseUrl.length);
      const decided = await visitor.post(path, { request, decision: 'allow' });
      return decided.headers.get('location') ?? '';
    }
  });
}
