/** The API describes itself in OpenAPI 3.1, from the routes as they are declared. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import Schema from 'typebox/schema';
import { operationGroups } from '../../src/rest/openapi/operations.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

suite('/rest/openapi.json', () => {
  let weir: TestWeir;
  // biome-ignore lint/suspicious/noExplicitAny: the document is what is tested
  let api: any;

  before(async () => {
    weir = await startWeir({ contextPath: '/confluence' });
    const answer = await fetch(`${weir.baseUrl}/rest/openapi.json`);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/json; charset=utf-8']);
    api = await answer.json();
  });
  after(() => weir.stop());

  // biome-ignore lint/suspicious/noExplicitAny: the document is what is tested
  const operations = (): any[] => Object.values(api.paths).flatMap((path) => Object.values(path as object));

  test('says what it is and where the API is', () => {
    assert.deepEqual([api.openapi, api.info.title, api.servers], ['3.1.0', 'Weir', [{ url: weir.baseUrl }]]);
  });

  test('lists every route below /rest, with its scope; of those without one, which no token opens, there is the protocol of OAuth', () => {
    const left = new Set<string>();
    for (const { method, url, access } of weir.app.declaredRoutes) {
      const path = url.slice('/confluence'.length);
      if (method === 'HEAD' || !path.startsWith('/rest/')) continue;
      const operation = api.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      if (access.scope === null) {
        assert.equal(operation, undefined);
        left.add(path);
        continue;
      }
      assert.ok(operation, `${method} ${path}`);
      assert.equal(operation['x-scope'], access.scope);
      assert.deepEqual(operation.security[0], { oauth2: [access.scope] });
      assert.equal(
        operation.security.some((each: object) => Object.keys(each).length === 0),
        access.anonymous,
      );
    }
    const endpoints = ['authorize', 'introspect', 'revoke', 'token'];
    const protocol = ['1.0', 'latest'].flatMap((version) => endpoints.map((each) => `/rest/oauth2/${version}/${each}`));
    assert.deepEqual([...left].sort(), [...protocol, '/rest/openapi.json']);
  });

  test('says of every route what it does, and nothing of a route that is not there', () => {
    assert.deepEqual(
      operations()
        .filter(({ tags }) => tags === undefined)
        .map(({ summary }) => summary),
      [],
    );
    const routes = new Set(weir.app.declaredRoutes.map(({ method, url }) => `${method} ${url.slice('/confluence'.length)}`));
    const named = Object.values(operationGroups).flatMap((group) => Object.keys(group));
    assert.deepEqual(
      named.filter((route) => !routes.has(route)),
      [],
    );
  });

  test('names each operation once, describes every name in a path, and no parameter twice', () => {
    const ids = operations().map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const { parameters } of Object.values(methods as object)) {
        const names: string[] = parameters.map((each: { in: string; name: string }) => `${each.in} ${each.name}`);
        assert.equal(new Set(names).size, names.length, path);
        const inPath = names.filter((name) => name.startsWith('path ')).map((name) => name.slice('path '.length));
        assert.deepEqual(
          inPath,
          Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name),
        );
      }
    }
  });

  test('gives the schemas of bodies, by which they are read', () => {
    const body = api.paths['/rest/api/content'].post.requestBody.content['application/json'].schema;
    assert.deepEqual(body.properties.type, { anyOf: [{ type: 'string' }, { type: 'null' }] });
    assert.equal(api.paths['/rest/api/content'].get.requestBody, undefined);
    assert.equal(api.paths['/rest/api/content'].get.parameters[0].name, 'type');
    const withBodies = operations().filter(({ requestBody }) => requestBody !== undefined);
    assert.ok(withBodies.length > 10);
  });

  test('is valid OpenAPI 3.1: what it points at is there, what must be said is said', () => {
    const { schemas, securitySchemes } = api.components;
    const pointedAt = new Set<string>();
    const walk = (value: unknown) => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, each] of Object.entries(value)) {
        if (key === '$ref') pointedAt.add(String(each));
        else walk(each);
      }
    };
    walk(api);
    for (const each of pointedAt) {
      const name = each.slice('#/components/schemas/'.length);
      assert.match(name, /^[A-Za-z0-9._-]+$/);
      assert.ok(name in schemas, each);
    }
    const unused = Object.keys(schemas).filter((name) => !pointedAt.has(`#/components/schemas/${name}`));
    assert.deepEqual(unused, []);
    for (const name of Object.keys(schemas)) Schema.Compile({ components: api.components, $ref: `#/components/schemas/${name}` });

    const tags = api.tags.map(({ name }: { name: string }) => name);
    const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'options', 'head', 'trace']);
    for (const [path, item] of Object.entries(api.paths)) {
      assert.match(path, /^\/[^?#]*$/);
      assert.deepEqual(
        Object.keys(item as object).filter((method) => !methods.has(method)),
        [],
      );
    }
    for (const operation of operations()) {
      assert.match(operation.operationId, /^\w+$/);
      assert.ok(operation.tags.every((tag: string) => tags.includes(tag)));
      const statuses = Object.keys(operation.responses);
      assert.ok(
        statuses.some((status) => /^2\d\d$/.test(status)) && statuses.every((status) => /^([2-5]\d\d|default)$/.test(status)),
      );
      for (const response of Object.values<{ description: string }>(operation.responses)) assert.ok(response.description !== '');
      for (const requirement of operation.security) {
        assert.deepEqual(
          Object.keys(requirement).filter((name) => !(name in securitySchemes)),
          [],
        );
      }
      for (const parameter of operation.parameters) {
        assert.ok(['path', 'query', 'header'].includes(parameter.in) && typeof parameter.schema === 'object');
        if (parameter.in === 'path') assert.equal(parameter.required, true);
      }
    }
  });

  test('says of every success what it looks like, unless it says nothing, and why it may be refused', () => {
    for (const { summary, responses } of operations()) {
      const [status = '', success] = Object.entries<{ content?: Record<string, { schema?: object }> }>(responses)[0] ?? [];
      const [[type, media] = []] = Object.entries(success?.content ?? {});
      if (status === '204') assert.equal(type, undefined, summary);
      else assert.ok(type === '*/*' || Object.keys(media?.schema ?? {}).length > 0, summary);
      assert.ok('401' in responses && '403' in responses, summary);
    }
  });

  test('says how a client gets in', () => {
    const { oauth2, personalAccessToken, basic } = api.components.securitySchemes;
    const { authorizationUrl, tokenUrl, scopes } = oauth2.flows.authorizationCode;
    assert.equal(authorizationUrl, `${weir.baseUrl}/rest/oauth2/latest/authorize`);
    assert.equal(tokenUrl, `${weir.baseUrl}/rest/oauth2/latest/token`);
    assert.deepEqual(Object.keys(scopes), ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN']);
    assert.deepEqual([personalAccessToken.scheme, basic.scheme], ['bearer', 'basic']);
  });
});
