/** Security rule 5: wherever a request says where to go next, the way stays on our origin (regression rows 5, 21 and 22). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Visitor } from '../support/visitor.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

const elsewhere = [
  'https://evil.example/',
  'HTTPS://evil.example/',
  'https:evil.example',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/%09/evil.example',
  '/%0a/evil.example',
  '/%5cevil.example',
  '/%5c%5cevil.example',
  '/%2f/evil.example',
  '/%2f%2fevil.example',
  '/%252fevil.example',
  '/x//evil.example',
  '/x/..//evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e%2e//evil.example',
  '/;//evil.example',
  '/@evil.example',
  '@evil.example',
  'evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,evil',
  '/%00/evil.example',
  '/\r\nSet-Cookie: evil=1',
  '/\r\nLocation: https://evil.example',
  '//localhost@evil.example',
  '/／evil.example',
  '/⁄evil.example',
  'http://localhost:1/',
  `/${'a'.repeat(5000)}`,
];

for (const contextPath of ['', '/confluence']) {
  suite(`a return address never leaves the origin ${contextPath && 'and the context path '}(security rule 5)`, () => {
    let weir: TestWeir;
    let somebody: Visitor;
    before(async () => {
      weir = await startWeir({ contextPath });
      somebody = await weir.signedIn(await weir.user('uma'));
    });
    after(() => weir.stop());

    // A password is asked for at each: under a context path a sample of them does.
    const sample = elsewhere.filter((_, index) => contextPath === '' || index % 5 === 0);

    /** Where a browser would be after following `Location`. */
    function assertStays(answer: Response, vector: string): void {
      const location = answer.headers.get('location');
      assert.ok(location, `${JSON.stringify(vector)}: ${answer.status} leads nowhere`);
      const url = new URL(location, `${weir.baseUrl}/login.action`);
      assert.equal(url.origin, new URL(weir.baseUrl).origin, JSON.stringify(vector));
      assert.ok(url.pathname.startsWith(`${contextPath}/`), `${JSON.stringify(vector)} led to ${url}`);
      assert.ok(!/^[/\\]{2}/.test(location) && !/[\\\s]/.test(location), `${JSON.stringify(vector)} led to ${location}`);
      assert.equal(answer.headers.get('set-cookie')?.includes('evil') ?? false, false);
    }

    test('after signing in, at the login page', async () => {
      for (const vector of sample) {
        const visitor = weir.visitor();
        const page = await visitor.request(`/login.action?os_destination=${encodeURIComponent(vector)}`);
        const [, kept = ''] = /name="os_destination" value="([^"]*)"/.exec(await page.text()) ?? [];
        assert.match(kept, /^\/(?![/\\])/, JSON.stringify(vector));
        const answer = await visitor.post('/login.action', {
          os_username: 'uma',
          os_password: 'the password of uma',
          os_destination: vector,
        });
        assert.equal(answer.status, 303);
        assertStays(answer, vector);
      }
    });

    test('when already signed in', async () => {
      for (const vector of elsewhere) {
        assertStays(await somebody.request(`/login.action?os_destination=${encodeURIComponent(vector)}`), vector);
      }
    });

    test('after confirming the password', async () => {
      for (const vector of sample) {
        const page = await somebody.request(`/confirm-password?next=${encodeURIComponent(vector)}`);
        assert.ok(!(await page.text()).includes('value="//'));
        assertStays(await somebody.post('/confirm-password', { password: 'the password of uma', next: vector }), vector);
      }
    });

    test('when an address of the wiki is only another name of one', async () => {
      for (const path of [
        '//evil.example',
        '//evil.example/%2e%2e',
        '/%5cevil.example',
        '/display//evil.example',
        '/display/%2f%2fevil.example',
        '/spaces//evil.example/..',
        '/x//evil.example',
        '//evil.example/display/X',
        '/dashboard.action//evil.example/',
      ]) {
        const answer = await fetch(weir.baseUrl + path, { redirect: 'manual' });
        const location = answer.headers.get('location');
        if (location === null) continue;
        assert.equal(new URL(location, weir.baseUrl).origin, new URL(weir.baseUrl).origin, `${path} led to ${location}`);
      }
    });

    test('though a path of ours is kept', async () => {
      const kept = `${contextPath}/users/sessions?a=b%20c`;
      const answer = await somebody.request(`/login.action?os_destination=${encodeURIComponent(kept)}`);
      assert.equal(answer.headers.get('location'), kept);
    });
  });
}
