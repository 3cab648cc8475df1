/** What a server loads at its start, since all of it stays in memory: what only some requests or settings need is loaded by them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const source = join(import.meta.dirname, '..', '..', 'src');

/** Prints the address of each file and the name of each part of Node that was loaded. */
const program = `
  import { registerHooks } from 'node:module';
  const addresses = [];
  registerHooks({ load(address, context, next) { addresses.push(address); return next(address, context); } });
  for (const address of process.argv.slice(1)) await import(address);
  process.stdout.write(JSON.stringify([...addresses, ...process.moduleLoadList]));
`;

/** Of packages, and the HTTP client of Node: an import of `node:http` by its name would load that too. */
const late = [
  'ajv',
  'nodemailer',
  'pg',
  'pino-pretty',
  'prom-client',
  'sharp',
  'tar-stream',
  '@opentelemetry/sdk-trace',
  '@simplewebauthn/server',
  'undici',
  'uqr',
];

test('a start loads nothing that most servers never use', () => {
  const files = ['commands/all.ts', 'server.ts'].map((file) => pathToFileURL(join(source, file)).href);
  const words = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program, '--', ...files];
  const loaded: readonly string[] = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));

  assert.ok(loaded.length > 1_000, `only ${loaded.length} modules are seen`);
  assert.deepEqual(
    late.filter((name) =>
      loaded.some((module) => module.includes(`/node_modules/${name}/`) || module.includes(`/deps/${name}/`)),
    ),
    [],
  );
});
