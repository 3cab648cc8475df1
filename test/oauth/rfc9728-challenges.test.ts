/** RFC 9728 §5.1: a challenge leads to metadata that are there, whichever route it is; and these to documents that are. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startWeir, type TestWeir } from '../support/weir.ts';

suite('the challenge of a route that a bearer token opens', () => {
  let weir: TestWeir;
  before(async () => {
    weir = await startWeir({ contextPath: '/confluence' });
  });
  after(() => weir.stop());

  test('names the metadata of a resource that the route lies in, and one that can be asked for', async () => {
    const { origin } = new URL(weir.baseUrl);
    const byResource = new Map(
      weir.app.declaredRoutes
        .filter(({ access }) => access.credentials.includes('bearer'))
        .map(({ method, url, access }) => [access.resource, { method, url }]),
    );
    assert.ok(byResource.size > 5, [...byResource.keys()].join(' '));
    for (const [resource, { method, url }] of byResource) {
      const answer = await fetch(origin + url.replaceAll(/:\w+/g, '1'), { method, headers: { authorization: 'Bearer none' } });
      assert.equal(answer.status, 401, url);
      const [, address = ''] = /resource_metadata="([^"]+)"/.exec(answer.headers.get('www-authenticate') ?? '') ?? [];
      const metadata = await fetch(address);
      assert.equal(metadata.status, 200, `${resource}: ${address}`);
      const { resource: named } = (await metadata.json()) as { readonly resource: string };
      assert.ok(`${weir.baseUrl}${resource}`.startsWith(named), `${resource} is not of ${named}`);
    }
  });

  test('leads on to documents that anybody can read (RFC 8414 §2, RFC 9728 §2)', async () => {
    const read = async (path: string) =>
      (await (await fetch(weir.baseUrl + path)).json()) as Readonly<Record<string, string | undefined>>;
    const { service_documentation: guide = '' } = await read('/.well-known/oauth-authorization-server');
    const { resource_documentation: reference = '' } = await read('/.well-known/oauth-protected-resource/rest/api');
    for (const address of [guide, reference]) {
      const page = await fetch(address, { redirect: 'manual' });
      assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8'], address);
    }
  });
});
