/** Every command and every piece of code in the documents runs, against a Weir that is a process of its own (issue 4, section 6). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { allDocuments } from '../support/documents.ts';
import { freePort } from '../support/ports.ts';
import { createVisitor } from '../support/visitor.ts';
import { runCommand, setUpByCommand, startWeirProcess, type WeirProcess } from '../support/weir-process.ts';
import { type Reader, runDocument } from './document-runner.ts';

const uma = { username: 'uma', password: 'the password of uma' };
const ada = { username: 'ada', password: 'the password of ada' };

/** Those that begin with nothing and start a server of their own. */
const fromNothing = ['README.md', 'docs/install.md'];

suite('what the documents tell people to run', () => {
  let home: string;
  let weir: WeirProcess;
  let reader: Reader;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-docs-home-'));
    const environment = { WEIR_HOME: home, WEIR_LOG_LEVEL: 'error' };
    weir = await startWeirProcess(environment);
    await setUpByCommand(environment, ada);
    await command(environment, ['user', 'add', ...profile(uma.username), '--password-file', '-'], uma.password);
    const redirect = 'https://app.example.org/callback';
    const link = await command(environment, ['link', 'add', '--name', 'Example', '--redirect-url', redirect, '--scope', 'WRITE']);
    const service = await command(environment, ['service-account', 'add', '--name', 'Example service']);
    await createSpace(weir.baseUrl, 'DOC');
    reader = {
      baseUrl: weir.baseUrl,
      environment: { ...environment, WEIR_PORT: new URL(weir.baseUrl).port, WEIR_BASE_URL: weir.baseUrl },
      gives: {
        client_id: () => String(link.clientId),
        client_secret: () => String(link.clientSecret),
        redirect_uri: () => redirect,
        code: (printed) => codeFor(weir.baseUrl, printed.trim()),
        service_client_id: () => String(service.clientId),
        service_client_secret: () => String(service.clientSecret),
        username: () => uma.username,
        password: () => uma.password,
      },
    };
  });
  after(async () => {
    await weir.kill('SIGTERM');
    await rm(home, { recursive: true, force: true });
  });

  for (const { path, codes } of allDocuments()) {
    if (codes.length === 0) continue;
    test(`${path} runs from top to bottom`, { timeout: 180_000 }, async () => {
      const { close, ran } = fromNothing.includes(path) ? await runFromNothing(path) : await runDocument(path, reader);
      await close();
      const isRun = codes.some(({ language, marks }) => ['sh', 'js'].includes(language) && marks.length === 0);
      assert.equal(ran > 0, isRun, path);
    });
  }

  test('the scripts that they name are those of package.json', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
    );
    assert.deepEqual([scripts.start, scripts.weir], ['node bin/weir.js start', 'node bin/weir.js']);
  });
});

async function runFromNothing(path: string) {
  const home = await mkdtemp(join(tmpdir(), 'weir-docs-new-'));
  const port = String(await freePort());
  const baseUrl = `http://localhost:${port}`;
  const environment = { WEIR_HOME: home, WEIR_PORT: port, WEIR_BASE_URL: baseUrl, WEIR_LOG_LEVEL: 'error' };
  const { ran, close } = await runDocument(path, { baseUrl, environment, gives: {} });
  return {
    ran,
    async close() {
      await close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function command(environment: Readonly<Record<string, string>>, words: readonly string[], input = '') {
  const { code, stdout, stderr } = await runCommand([...words, '--json'], environment, input);
  assert.equal(code, 0, stderr);
  const json: unknown = JSON.parse(stdout);
  return json as Readonly<Record<string, unknown>>; // What `--json` prints.
}

function profile(username: string): readonly string[] {
  return ['--username', username, '--full-name', username, '--email', `${username}@example.org`];
}

async function createSpace(baseUrl: string, key: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${uma.username}:${uma.password}`).toString('base64')}`;
  const answer = await fetch(`${baseUrl}/rest/api/space`, {
    method: 'POST',
    body: JSON.stringify({ key, name: key }),
    headers: { authorization, 'content-type': 'application/json' },
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** Opens the address in a browser, logs in and allows. @returns the code that the application is sent */
async function codeFor(baseUrl: string, address: string): Promise<string> {
  const visitor = createVisitor(baseUrl);
  await visitor.signIn(uma.username, uma.password);
  const consent = (await visitor.request(address)).headers.get('location') ?? '';
  const request = new URL(consent, baseUrl).searchParams.get('request') ?? '';
  const decided = await visitor.post(consent.replace(baseUrl, ''), { request, decision: 'allow' });
  return new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
}
