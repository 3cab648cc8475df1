/** The conformance suite of the Model Context Protocol, mode `authorization`, against a running server; a person allows in a real browser. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { freePort } from '../support/ports.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { openAndSignIn } from './person.ts';

/** As the suite writes it for each requirement; only what is read here. */
interface ConformanceCheck {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

interface ConformanceRun {
  readonly code: number | null;
  readonly output: string;
  readonly checks: readonly ConformanceCheck[];
}

const suiteFolder = dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'));

/**
 * Runs the suite's own command line.
 * @param onAddress is given the authorization request that a person is to open, once it is printed
 */
async function runSuite(args: readonly string[], onAddress: (url: string) => Promise<void>): Promise<ConformanceRun> {
  const results = await mkdtemp(join(tmpdir(), 'weir-conformance-'));
  const child = spawn(process.execPath, [join(suiteFolder, 'dist/index.js'), 'authorization', '--output-dir', results, ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let visit: Promise<unknown> | undefined;
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    // The suite is ready for the answer when it says that it waits for it.
    const [, url] = /^(http\S+\/authorize\?\S+)$[\s\S]*^Waiting/m.exec(output) ?? [];
    if (url === undefined) return;
    visit ??= onAddress(url).catch((error: unknown) => {
      child.kill();
      return error;
    });
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const [code] = await once(child, 'close');
  assert.ifError(await visit);
  const files = (await readdir(results, { recursive: true })).filter((file) => file.endsWith('checks.json'));
  const checks = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(results, file), 'utf8'))));
  await rm(results, { recursive: true });
  return { code: code === null ? null : Number(code), output, checks: checks.flat() };
}

suite('the MCP conformance suite for authorization servers passes', async () => {
  const browser = await launchBrowser();
  after(() => browser.close());

  for (const contextPath of ['', '/confluence']) {
    for (const resource of [undefined, '/rest/api']) {
      const title = [`at ${contextPath || 'the root'}`, ...(resource === undefined ? [] : ['bound to a resource'])].join(', ');
      test(`${title}: a public client that sends no scope`, async () => {
        const weir = await startWeir({ contextPath });
        try {
          const run = await runWith(weir, resource);
          assert.equal(run.code, 0, run.output);
          assert.deepEqual(
            run.checks
              .filter(({ status }) => status === 'SUCCESS')
              .map(({ id }) => id)
              .sort(),
            ['authorization-code-grant', 'authorization-server-metadata'],
          );
          // Client ID metadata documents are a recommendation of MCP that Weir does not follow: clients are registered by an administrator.
          assert.deepEqual(
            run.checks.filter(({ status }) => status !== 'SUCCESS').map(({ id, status }) => [id, status]),
            [['authorization-server-metadata-cimd', 'WARNING']],
          );
        } finally {
          await weir.stop();
        }
      });
    }
  }

  async function runWith(weir: TestWeir, resource: string | undefined): Promise<ConformanceRun> {
    const port = await freePort();
    const redirectUri = `http://127.0.0.1:${port}/callback`;
    const uma = await weir.user('uma');
    const { clientId } = await weir.link({ clientType: 'public', requirePkce: true, redirectUris: [redirectUri], scope: 'READ' });
    const args = ['--url', weir.baseUrl, '--client-id', clientId, '--port', String(port)];
    if (resource !== undefined) args.push('--resource', weir.baseUrl + resource);
    return runSuite(args, async (url) => {
      await using visit = await browser.visit();
      await openAndSignIn(visit.page, url, uma);
      await visit.page.getByRole('button', { name: 'Allow' }).click();
      await visit.page.getByText('You can close this page').waitFor();
    });
  }
});
