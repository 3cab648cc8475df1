/** Calls to addresses that people typed in stay on the public internet, whatever the address looks like (security rule 15). */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { createOutbound, isOutboundUrl, type OutboundOptions } from '../../src/http/outbound.ts';
import { isPublicAddress } from '../../src/http/outbound-addresses.ts';
import { distrustTestCertificate, type HttpsServer, startHttps } from '../support/https-server.ts';

/** Short, so that what is kept waiting is soon over. */
const time = 400;

suite('an address is public', () => {
  const inside = [
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
    ...['169.254.169.254', '169.254.0.1', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.0.170', '192.0.2.1', '192.88.99.1'],
    ...['192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1'],
    ...['239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::ffff:0:127.0.0.1', '::127.0.0.1', '::8.8.8.8'],
    ...['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ...[
      '2001:10::1',
      '2001:20::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '2002:808:808::1',
      '3fff::1',
      '5f00::1',
      'fc00::1',
      'fd12:3456::1',
    ],
    ...['fe80::1', 'fe80::1%eth0', '2606:4700::1%eth0', 'fec0::1', 'ff02::1', 'fd00:ec2::254'],
    ...['', 'localhost', '1', '127.1', '0x7f000001', '8.8.8.8 ', '8.8.8.8/32', '[2606:4700::1]', '٨.8.8.8'],
  ];
  for (const address of inside) test(`not: “${address}”`, () => assert.equal(isPublicAddress(address), false));

  const outside = [
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.1'],
    ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '198.17.255.255'],
    ...['198.20.0.0', '223.255.255.255', '2001:4860:4860::8888', '2606:4700:4700::1111', '2a00:1450:4001::1', '2003::1'],
  ];
  for (const address of outside) test(`yes: “${address}”`, () => assert.equal(isPublicAddress(address), true));
});

suite('an outbound request', () => {
  let server: HttpsServer;
  const seen: IncomingMessage[] = [];
  const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    '/good': (_request, response) => response.writeHead(201, { 'X-Here': 'yes' }).end('made'),
    '/elsewhere': (_request, response) => response.writeHead(302, { Location: '/good' }).end(),
    '/silent': () => {},
    '/slow': (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(drip));
    },
    '/full': (_request, response) => response.end('x'.repeat(64 * 1024)),
    '/huge': (_request, response) => response.end('x'.repeat(64 * 1024 + 1)),
    '/full-page': (_request, response) => response.end('x'.repeat(1024 * 1024)),
    '/huge-page': (_request, response) => response.end('x'.repeat(1024 * 1024 + 1)),
    '/endless': (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        response.once('drain', more);
      };
      more();
    },
    '/headers': (_request, response) => response.writeHead(200, { 'X-Long': 'x'.repeat(20_000) }).end(),
  };

  before(async () => {
    server = await startHttps((request, response) => {
      seen.push(request);
      const answer = answers[request.url ?? ''];
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response);
    });
  });
  after(() => server.close());

  const there = async () => [{ address: '127.0.0.1', family: 4 }];
  const send = (url: string, options: Partial<OutboundOptions> = {}, verifyCertificate = false) =>
    createOutbound({ allowedHosts: () => ['hooks.example.org'], resolve: there, time, ...options }).send({
      method: 'GET',
      url,
      verifyCertificate,
    });
  const at = (path: string) => `https://hooks.example.org:${server.port}${path}`;

  /** @returns why it failed, once it took as long as every failure takes */
  async function failure(sent: () => ReturnType<typeof send>): Promise<string> {
    const started = performance.now();
    const outcome = await sent();
    const took = performance.now() - started;
    assert.ok(outcome.outcome === 'failed', JSON.stringify(outcome));
    assert.ok(took >= time - 5 && took < time + 300, `it took ${took} ms`);
    return outcome.reason;
  }

  test('reaches a host that the administrator listed, under its own name', async () => {
    const outcome = await send(at('/good'));
    assert.ok(outcome.outcome === 'answered');
    assert.deepEqual([outcome.status, outcome.body.toString(), outcome.headers['x-here']], [201, 'made', 'yes']);
    const last = seen.at(-1);
    assert.equal(last?.headers.host, `hooks.example.org:${server.port}`);
    assert.equal(last?.headers['accept-encoding'], 'identity');
    assert.equal(last?.headers.cookie, undefined);
    const dotted = await send(at('/good').replace('.org:', '.org.:'));
    assert.equal(dotted.outcome, 'answered', 'a dot at the end makes no other name of it');
  });

  test('asks the DNS once and connects to the address that was checked, whatever the name leads to later', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return asked === 1 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '127.0.0.2', family: 4 }];
    };
    assert.equal((await send(at('/good'), { resolve })).outcome, 'answered');
    assert.equal(asked, 1);
  });

  test('is refused when any answer of the DNS is not public', async () => {
    const before = seen.length;
    const mixed = async () => [
      { address: '1.1.1.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const mapped = async () => [{ address: '::ffff:127.0.0.1', family: 6 }];
    for (const resolve of [there, mixed, mapped]) {
      assert.match(await failure(() => send(at('/good'), { allowedHosts: () => [], resolve })), /is not public/);
    }
    assert.match(await failure(() => send(at('/good'), { allowedHosts: () => ['example.org', 'other'] })), /is not public/);
    assert.equal(seen.length, before);
  });

  test('is refused for every way to write an address of this machine', async () => {
    const before = seen.length;
    const { port } = server;
    const hosts = [
      ...['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '0', '[::1]', '[::ffff:127.0.0.1]', '[::]', '１２７.0.0.1'],
      ...['localhost', 'localhost.', 'LOCALHOST', '[64:ff9b::7f00:1]', '[2002:7f00:1::]'],
    ];
    await Promise.all(hosts.map((host) => failure(() => send(`https://${host}:${port}/good`, { allowedHosts: () => [] }))));
    assert.equal(seen.length, before);
  });

  test('goes by https alone, without a name and password in the address', async () => {
    const refused = [
      ...[`http://hooks.example.org:${server.port}/good`, 'ftp://hooks.example.org/', 'file:///etc/passwd', 'data:text/plain,x'],
      ...[
        `https://uma:secret@hooks.example.org:${server.port}/good`,
        'https://',
        'hooks.example.org',
        '',
        '//hooks.example.org/',
      ],
    ];
    await Promise.all(refused.map((url) => failure(() => send(url))));
    for (const url of refused) assert.equal(isOutboundUrl(url), false, url);
    assert.equal(isOutboundUrl('https://hooks.example.org/path?query'), true);
  });

  test('goes through no proxy of the environment, which would ask the DNS again', async () => {
    let asked = 0;
    const proxy = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`; // It listens on a port.
    const program = `
      import { createOutbound } from ${JSON.stringify(import.meta.resolve('../../src/http/outbound.ts'))};
      const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
      const outbound = createOutbound({ allowedHosts: () => ['hooks.example.org'], resolve });
      const { status } = await outbound.send({ method: 'GET', url: '${at('/good')}', verifyCertificate: false });
      console.log(status);`;
    const env = {
      ...process.env,
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: address,
      https_proxy: address,
      NO_PROXY: '',
      no_proxy: '',
    };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
    proxy.close();
    assert.deepEqual([stdout.trim(), asked], ['201', 0]);
  });

  test('does not follow a redirect', async () => {
    const before = seen.length;
    const outcome = await send(at('/elsewhere'));
    assert.ok(outcome.outcome === 'answered');
    assert.equal(outcome.status, 302);
    assert.equal(seen.length, before + 1);
  });

  test('ends when its time is over: nobody answers, or drop by drop, or the DNS is silent', async () => {
    assert.match(await failure(() => send(at('/silent'))), /no answer within/);
    assert.match(await failure(() => send(at('/slow'))), /no answer within/);
    assert.match(await failure(() => send(at('/good'), { resolve: () => new Promise(() => {}) })), /no answer within/);
  });

  test('reads 64 KiB and no more', async () => {
    const full = await send(at('/full'));
    assert.ok(full.outcome === 'answered' && full.body.length === 64 * 1024);
    for (const path of ['/huge', '/endless']) assert.match(await failure(() => send(at(path))), /larger than/);
    await failure(() => send(at('/headers')));
  });

  test('reads a megabyte where a page is asked for, and no more', async () => {
    const asking = (path: string) =>
      createOutbound({ allowedHosts: () => ['hooks.example.org'], resolve: there, time }).send({
        method: 'GET',
        url: at(path),
        verifyCertificate: false,
        expects: 'page',
      });
    const full = await asking('/full-page');
    assert.ok(full.outcome === 'answered' && full.body.length === 1024 * 1024, JSON.stringify(full).slice(0, 200));
    for (const path of ['/huge-page', '/endless'])
      assert.match(await failure(() => asking(path)), /larger than|no answer within/);
  });

  test('trusts no certificate that nobody vouches for, unless it is told to', async () => {
    distrustTestCertificate();
    await failure(() => send(at('/good'), {}, true));
  });

  test('fails alike in time for a closed port, a name that is unknown and a private address', async () => {
    const nowhere = async () => {
      throw new Error('getaddrinfo ENOTFOUND');
    };
    await Promise.all([
      failure(() => send('https://hooks.example.org:1/good')),
      failure(() => send(at('/good'), { resolve: nowhere })),
      failure(() => send('https://169.254.169.254/latest/meta-data/')),
    ]);
  });

  test('carries a body and its length', async () => {
    const outbound = createOutbound({ allowedHosts: () => ['hooks.example.org'], resolve: there, time });
    await outbound.send({ method: 'POST', url: at('/good'), body: '{"ö":1}', verifyCertificate: false });
    assert.equal(seen.at(-1)?.method, 'POST');
    assert.equal(seen.at(-1)?.headers['content-length'], '8');
  });
});
