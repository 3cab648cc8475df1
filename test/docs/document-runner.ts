/**
 * Runs the code of a document from top to bottom against a Weir that is a process of its own, as a reader would who copies each block.
 * What a block is, the words after its fence say:
 *
 *     sh                 run by a shell that keeps its variables and functions from block to block
 *     sh background      a server: started, and waited for until it answers
 *     sh given           what the reader has to fill in: filled in by the test, or taken from the last answer that has a member of that name
 *     … elsewhere=FILE   what cannot run here: FILE is the test that runs it
 *     sh long            what measures or tests for minutes: that its scripts exist is looked at
 *     js                 run by Node, with the shell's variables in the environment
 *     json answer        what the block before answers: members that are missing here may be more there, … stands for anything
 *     text answer        what the block before prints
 *     json config, ini   what goes into a file: read as what reads it would
 *     text               nothing to run
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import { exampleBaseUrl } from '../../src/web/help/documents.ts';
import type { Code } from '../../src/web/help/markdown.ts';
import { readDocument } from '../support/documents.ts';
import { inherited } from '../support/weir-process.ts';

const root = join(import.meta.dirname, '..', '..');

/** Where the first start listens unless it is told otherwise. */
const firstBaseUrl = 'http://localhost:8090';

export interface Reader {
  readonly baseUrl: string;
  /** The settings of this Weir. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the reader knows or does: the value of a variable, by its name. @param printed what the block before printed */
  readonly gives: Readonly<Record<string, (printed: string) => string | Promise<string>>>;
}

export interface RunDocument {
  /** How many blocks ran. */
  readonly ran: number;
  close(): Promise<void>;
}

/**
 * @param path of the document, from the project's folder
 * @returns what was run, with the server that the document started, if it did; close it
 */
export async function runDocument(path: string, reader: Reader): Promise<RunDocument> {
  const place = await mkdtemp(join(tmpdir(), 'weir-docs-'));
  await writeFile(join(place, 'npm'), npmOfTheProject, 'utf8');
  await chmod(join(place, 'npm'), 0o755);
  const environment = {
    ...reader.environment,
    ...inherited,
    PATH: `${place}:${process.env.PATH}`,
    HOME: place,
    NODE: process.execPath,
    MAIN: join(root, 'src', 'main.ts'),
  };
  const servers: ChildProcess[] = [];
  const answers: Readonly<Record<string, unknown>>[] = [];
  let printed = '';
  let ran = 0;

  const shell = async (code: string) => {
    const script = `set -eo pipefail\n[ -f "${place}/state" ] && . "${place}/state"\nset -a\n${code}\nset +a\n{ export -p; declare -f; } > "${place}/state"`;
    const child = spawn('bash', ['-c', script], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, error] = await Promise.all([textOfStream(child.stdout), textOfStream(child.stderr), once(child, 'close')]);
    assert.equal(child.exitCode, 0, `${path}:\n${code}\n${out}${error}`);
    printed = out;
    ran += 1;
    const json = parsed(out);
    if (json !== undefined) answers.push(json);
  };

  async function fillIn(code: string): Promise<void> {
    for (const [, name = ''] of code.matchAll(/^(\w+)=/gm)) {
      const fromAnswer = answers.findLast((answer) => typeof answer[name] === 'string')?.[name];
      const given = reader.gives[name];
      const value = given === undefined ? fromAnswer : await given(printed);
      assert.equal(typeof value, 'string', `${path}: nobody gives ${name}`);
      await shell(`${name}='${String(value).replaceAll("'", `'\\''`)}'`);
    }
  }

  async function startServer(code: string): Promise<void> {
    const child = spawn('bash', ['-c', `exec ${code}`], { cwd: root, env: environment, stdio: 'ignore' });
    servers.push(child);
    for (const deadline = Date.now() + 30_000; ; await wait(50)) {
      assert.ok(child.exitCode === null && Date.now() < deadline, `${path}: ${code} does not run`);
      const answer = await fetch(`${reader.baseUrl}/status`).catch(() => undefined);
      if (answer?.status === 200) break;
    }
    ran += 1;
  }

  async function runBlock({ language, marks, code: written }: Code): Promise<void> {
    const code = written.replaceAll(exampleBaseUrl, reader.baseUrl).replaceAll(firstBaseUrl, reader.baseUrl);
    const [mark = '', elsewhere] = (marks[0] ?? '').split('=');
    if (mark === 'elsewhere') return assert.ok(existsSync(join(root, elsewhere ?? '')), `${path}: there is no ${elsewhere}`);
    switch (`${language} ${mark}`.trim()) {
      case 'sh':
        return shell(code);
      case 'sh background':
        return startServer(code);
      case 'sh given':
        return fillIn(code);
      case 'sh long':
        return assertScripts(code, path);
      case 'js':
        return shell(`"$NODE" --input-type=module --eval '${code.replaceAll("'", `'\\''`)}'`);
      case 'json answer':
        return assertLike(JSON.parse(code), parsed(printed), `${path}: answer`);
      case 'text answer':
        return assert.equal(printed.trim(), code);
      case 'json config':
        return void JSON.parse(code);
      case 'ini':
        return assertSettings(code);
      case 'text':
        return;
      default:
        assert.fail(`${path}: a block says “${language} ${marks.join(' ')}”, which means nothing`);
    }
  }

  const close = async () => {
    for (const server of servers) {
      const gone = once(server, 'exit');
      server.kill('SIGTERM');
      await gone;
    }
    await rm(place, { recursive: true, force: true });
  };
  try {
    for (const code of readDocument(path).codes) await runBlock(code);
    return { ran, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The scripts of package.json, under the Node of the tests and without installing anything; another test holds the two together. */
const npmOfTheProject = `#!/bin/sh
case "$1 $2" in
"start ") set -- start ;;
"run weir") shift 3 ;;
*) echo "no such script: $*" >&2; exit 64 ;;
esac
exec "$NODE" --disable-warning=ExperimentalWarning "$MAIN" "$@"
`;

function assertScripts(code: string, path: string): void {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [, name = ''] of code.matchAll(/^npm (?:run )?(test|start|[\w:]+)/gm)) {
    assert.ok(name === 'ci' || name in scripts, `${path}: there is no script ${name}`);
  }
}

/** Each is a setting, with a value that a start takes. */
function assertSettings(code: string): void {
  const lines = code.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const settings = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const loaded = loadConfiguration({ WEIR_HOME: tmpdir(), ...settings });
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.join('\n'));
}

/** Each member that is expected is there, and like it: … stands for any text, a number for any number. */
function assertLike(expected: unknown, actual: unknown, where: string): void {
  if (typeof expected === 'number') assert.equal(typeof actual, 'number', where);
  else if (typeof expected === 'string') assertText(expected, actual, where);
  else if (Array.isArray(expected)) {
    assert.ok(Array.isArray(actual), where);
    for (const [index, item] of expected.entries()) assertLike(item, actual[index], `${where}[${index}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof actual === 'object' && actual !== null, where);
    const members = new Map<string, unknown>(Object.entries(actual));
    for (const [name, value] of Object.entries(expected)) assertLike(value, members.get(name), `${where}.${name}`);
  } else assert.equal(actual, expected, where);
}

function assertText(expected: string, actual: unknown, where: string): void {
  assert.ok(typeof actual === 'string', where);
  const pieces = expected.split('…').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  assert.match(actual, new RegExp(`^${pieces.join('.+')}$`, 's'), where);
}

/** @returns an answer, if that is what was printed */
function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

async function textOfStream(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
