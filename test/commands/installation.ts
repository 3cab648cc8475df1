/** A data folder of its own, and the command line on it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandResult, commandLine } from '../support/weir-process.ts';

export interface Installation {
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  /** @param input comes on standard input */
  run(words: readonly string[], input?: string): Promise<CommandResult>;
  /** Makes the first administrator, `ada`. */
  setUp(): Promise<void>;
  remove(): Promise<void>;
}

export const adaPassword = 'the password of the first administrator';

/** @param settings by their environment names, besides `WEIR_HOME` */
export async function freshInstallation(settings: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), 'weir-home-'));
  const environment = { ...settings, WEIR_HOME: home };
  const run = commandLine(environment);
  return {
    home,
    environment,
    run,
    async setUp() {
      const done = await run(['setup', ...profileOf('ada'), '--password-file', '-'], `${adaPassword}\n`);
      assert.equal(done.code, 0, done.stderr);
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** @returns the options by which a command is told of a person */
export function profileOf(username: string): readonly string[] {
  return ['--username', username, '--full-name', `${username} of the tests`, '--email', `${username}@example.org`];
}

/** @returns what a command printed for programs: one JSON text a line */
export function jsonLines({ stdout }: CommandResult): readonly Readonly<Record<string, unknown>>[] {
  return linesOf(stdout).map((line) => JSON.parse(line));
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
