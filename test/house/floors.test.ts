/** The floors of ARCHITECTURE.md: an import points down, never up, sideways or in a circle. Each rule is broken once and seen to fail. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const biome = join(dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')), 'bin/biome');

/** A room, and one that it may not lean on. */
const forbidden: readonly (readonly [from: string, to: string])[] = [
  ['foundation', 'database'],
  ['database', 'http'],
  ['http', 'database'],
  ['http', 'accounts'],
  ['audit', 'accounts'],
  ['accounts', 'oauth'],
  ['accounts', 'settings'],
  ['settings', 'accounts'],
  ['accounts', 'mail'],
  ['mail', 'accounts'],
  ['http', 'telemetry'],
  ['telemetry', 'oauth'],
  ['oauth', 'wiki'],
  ['wiki', 'oauth'],
  ['oauth', 'applinks'],
  ['applinks', 'web'],
  ['applinks', 'webhooks'],
  ['wiki', 'webhooks'],
  ['webhooks', 'applinks'],
  ['webhooks', 'rest'],
  ['wiki', 'backup'],
  ['backup', 'applinks'],
  ['applinks', 'backup'],
  ['backup', 'web'],
  ['web', 'rest'],
  ['rest', 'web'],
  ['rest', 'commands'],
];

suite('the floors of the house', () => {
  let copy: string;

  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'weir-floors-'));
    cpSync(join(root, 'biome.json'), join(copy, 'biome.json'));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    execFileSync('git', ['init', '-q'], { cwd: copy });
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  test('a room may not import one that it may not lean on', async (t) => {
    const files = forbidden.flatMap(([from, to]) => [
      [`src/${from}/of-${to}.ts`, `import '../${to}/b.ts';\n`],
      [`src/${to}/b.ts`, 'export {};\n'],
    ]);
    const report = lint(copy, Object.fromEntries(files));
    for (const [from, to] of forbidden) {
      await t.test(`${from}/ imports ${to}/`, () => {
        assert.match(report, new RegExp(`^src/${from}/of-${to}\\.ts:\\S+ lint/style/noRestrictedImports`, 'm'));
      });
    }
  });

  test('a room may lean on a floor below', () => {
    const report = lint(copy, { 'src/oauth/a.ts': "import '../accounts/b.ts';\n", 'src/accounts/b.ts': 'export {};\n' });
    assert.doesNotMatch(report, /noRestrictedImports/);
  });

  test('two files may not import each other', () => {
    const report = lint(copy, { 'src/oauth/a.ts': "import './b.ts';\n", 'src/oauth/b.ts': "import './a.ts';\n" });
    assert.match(report, /noImportCycles/);
  });

  test('nor may they take types from each other', () => {
    const report = lint(copy, {
      'src/oauth/a.ts': "import type { B } from './b.ts';\nexport type A = B;\n",
      'src/oauth/b.ts': "import type { A } from './a.ts';\nexport type B = A;\n",
    });
    assert.match(report, /noImportCycles/);
  });
});

function lint(folder: string, files: Readonly<Record<string, string>>): string {
  rmSync(join(folder, 'src'), { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '--colors=off', '--max-diagnostics=none', 'src'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout + stderr;
}
