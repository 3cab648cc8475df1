/** Security rule 6, regression row 8 (CVE-2022-26136): another way to write an address never opens more than the plain one. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { rawRequest } from '../support/raw-request.ts';
import { addressOf, type Premises, premises } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

let weir: TestWeir;
let here: Premises;
before(async () => {
  weir = await startWeir();
  here = await premises(weir);
});
after(() => weir.stop());

/** Begin in what is open to everybody, and lead on from there in ways that only some servers follow. */
const openings = [
  '/status',
  '/login.action',
  '/setup',
  '/static/hash',
  '/rest',
  '/.well-known',
  '/plugins/servlet/applinks/logo',
];

/** @returns the same address as sloppy servers, proxies and filters read it */
function variantsOf(address: string): readonly string[] {
  const [path = '', query] = address.split('?', 2);
  const end = query === undefined ? '' : `?${query}`;
  const [, first = '', ...rest] = path.split('/');
  const tail = rest.length === 0 ? '' : `/${rest.join('/')}`;
  const variants = [
    `/${path}`,
    `//${path}`,
    `/.${path}`,
    `/%2e${path}`,
    `/;${path}`,
    `/${first};x${tail}`,
    `/${first};jsessionid=1${tail}`,
    `/${first}/.${tail}`,
    `/${first}/x/..${tail}`,
    `/${first}/%2e%2e/${first}${tail}`,
    `/${first}%2f${rest.join('%2f')}`,
    `/${first}%5c${rest.join('/')}`,
    `/${first}//${rest.join('//')}`,
    `/%${(first.charCodeAt(0) || 0x2f).toString(16)}${first.slice(1)}${tail}`,
    `${path}/`,
    `${path}//`,
    `${path}/.`,
    `${path};x`,
    `${path};.css`,
    `${path}.css`,
    `${path}%00`,
    `${path}%20`,
    `${path}%2f`,
    `${path}%3f`,
    `${path}/..;/`,
    path.toUpperCase(),
    path.toLowerCase(),
    `/rest/..${path}`,
    `/rest/..;${path}`,
    ...openings.flatMap((open) => [`${open}/..${path}`, `${open}/%2e%2e${path}`, `${open}/..;${path}`, `${open};${path}`]),
    `/static/hash/..%2f..${path}`,
    `http://elsewhere.example${path}`,
  ];
  return variants.map((variant) => variant + end);
}

suite('an address written in another way opens nothing that the plain one does not (security rule 6)', () => {
  for (const who of ['nobody', 'somebody who administers nothing', 'a READ token']) {
    test(`to ${who}`, async () => {
      const headers: Record<string, string> = {};
      if (who.startsWith('somebody')) headers.cookie = (await sessionOf(weir, here.uma)).cookie;
      if (who.endsWith('token')) {
        headers.authorization = `Bearer ${(await weir.tokensFor(here.uma, here.link, { scope: 'READ' })).access_token}`;
      }
      const opened: string[] = [];
      let refused = 0;
      for (const route of weir.app.declaredRoutes) {
        if (route.method !== 'GET') continue;
        const address = addressOf(route, here);
        const plain = await rawRequest(weir.baseUrl, address, { headers });
        if (plain.status < 300) continue;
        refused += 1;
        const answers = await Promise.all(
          variantsOf(address).map(async (variant) => ({ variant, ...(await rawRequest(weir.baseUrl, variant, { headers })) })),
        );
        for (const { variant, status, text } of answers) {
          if (status >= 500) opened.push(`${variant}: ${status}`);
          // What is open anyway (the start page, a list that shows less) is told apart by its text: it has nothing of this address.
          if (status < 300 && !(await isOpenAnyway(variant, text))) opened.push(`${variant}: ${status}`);
        }
      }
      assert.ok(refused > 5);
      assert.deepEqual(opened, []);
    });
  }

  /** Whether nobody at all would have got the same. */
  async function isOpenAnyway(variant: string, text: string): Promise<boolean> {
    const open = await rawRequest(weir.baseUrl, variant);
    return open.status < 300 && open.text.length === text.length;
  }
});
