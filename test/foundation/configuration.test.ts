/** The configuration: read from one schema, refused with one line for each thing that is wrong, never showing a secret. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { configurationDocument } from '../../src/foundation/configuration/document.ts';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';

suite('the configuration', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'weir-configuration-'));
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  function load(environment: Record<string, string>, file?: string) {
    writeFileSync(join(home, 'weir.env'), file ?? '');
    return loadConfiguration({ WEIR_HOME: home, ...environment });
  }

  function configured(environment: Record<string, string>, file?: string) {
    const loaded = load(environment, file);
    assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.join('\n'));
    return loaded;
  }

  function problems(environment: Record<string, string>, file?: string): readonly string[] {
    const loaded = load(environment, file);
    return loaded.ok ? [] : loaded.problems;
  }

  test('has a default for everything', () => {
    const { configuration } = configured({});
    assert.equal(configuration.host, '127.0.0.1');
    assert.equal(configuration.port, 8090);
    assert.equal(configuration.baseUrl, 'http://localhost:8090');
    assert.equal(configuration.codeSeconds, 60);
  });

  test('takes the environment before weir.env, and weir.env before the default', () => {
    const { configuration, inForce } = configured({ WEIR_PORT: '9001' }, 'WEIR_PORT=9002\nWEIR_LOG_LEVEL=warn\n');
    assert.equal(configuration.port, 9001);
    assert.equal(configuration.logLevel, 'warn');
    assert.deepEqual(
      inForce.filter(({ name }) => name === 'WEIR_PORT' || name === 'WEIR_LOG_LEVEL').map(({ source }) => source),
      ['environment', 'weir.env'],
    );
  });

  test('lets the base URL follow the port', () => {
    assert.equal(configured({ WEIR_PORT: '9001' }).configuration.baseUrl, 'http://localhost:9001');
  });

  test('keeps the context path of the base URL and drops its last slash', () => {
    assert.equal(
      configured({ WEIR_BASE_URL: 'https://wiki.example.org/confluence/' }).configuration.baseUrl,
      'https://wiki.example.org/confluence',
    );
  });

  for (const [name, value] of [
    ['WEIR_PORT', '70000'],
    ['WEIR_PORT', '80a'],
    ['WEIR_BASE_URL', 'https://user@wiki.example.org'],
    ['WEIR_BASE_URL', 'https://wiki.example.org/?a=b'],
    ['WEIR_BASE_URL', 'ftp://wiki.example.org'],
    ['WEIR_BASE_URL', 'http://wiki.example.org'],
    ['WEIR_AUTHORIZATION_CODE_SECONDS', '601'],
    ['WEIR_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['WEIR_ENABLE_ACCESS_TOKENS', 'yes'],
    ['WEIR_LOG_LEVEL', 'loud'],
  ] as const) {
    test(`refuses ${name}=${value} with a line that names it, its value and what is allowed`, () => {
      const lines = problems({ [name]: value });
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', new RegExp(`^${name}=${value.replace(/[?/.]/g, '\\$&')}.*must be`));
    });
  }

  test('refuses an S3-compatible store that nobody could find or enter', () => {
    const problems = (more: Record<string, string>) => {
      const loaded = loadConfiguration({ WEIR_HOME: '/nowhere', WEIR_ATTACHMENT_STORE: 's3', ...more });
      return loaded.ok ? [] : loaded.problems.map((line) => line.split('=')[0]);
    };
    const whole = {
      WEIR_S3_ENDPOINT: 'https://s3.example.org/',
      WEIR_S3_BUCKET: 'weir',
      WEIR_S3_ACCESS_KEY_ID: 'key',
      WEIR_S3_SECRET_ACCESS_KEY: 'secret',
    };
    assert.deepEqual(problems({}), Object.keys(whole));
    assert.deepEqual(problems(whole), []);
    assert.deepEqual(problems({ ...whole, WEIR_S3_ENDPOINT: 'https://s3.example.org/path' }), ['WEIR_S3_ENDPOINT']);
    assert.deepEqual(problems({ ...whole, WEIR_S3_BUCKET: '../other' }), ['WEIR_S3_BUCKET']);
  });

  test('reports everything that is wrong at once, unknown names too', () => {
    const lines = problems({ WEIR_PORT: 'x', WEIR_PROT: '1' }, 'WEIR_LOGLEVEL=info\n');
    assert.equal(lines.length, 3);
  });

  test('does not show a wrong secret', () => {
    const lines = problems({ WEIR_DATABASE_URL: 'mysql://weir:hunter22@db/weir', WEIR_ENCRYPTION_KEYS: 'deadbeef' });
    assert.equal(lines.length, 2);
    assert.doesNotMatch(lines.join('\n'), /hunter22|deadbeef/);
  });

  test('does not show a good secret either', () => {
    const { inForce } = configured({ WEIR_DATABASE_URL: 'postgresql://weir:hunter22@db/weir' });
    assert.doesNotMatch(JSON.stringify(inForce), /hunter22/);
  });

  test('is what docs/configuration.md says', () => {
    const document = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
    assert.equal(document, configurationDocument(), 'run: npm run weir -- config --document > docs/configuration.md');
  });
});
