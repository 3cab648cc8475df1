/** Every return address is a path of ours (security rule 5, regression row 21). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { localPath } from '../../src/accounts/return-address.ts';

const ours = [
  '/wiki/',
  '/wiki/display/DOC/Home',
  '/wiki/display/DOC/A+page?x=1&y=%2F%5C#part',
  '/wiki/display/~uma@example.org',
  '/wiki/rest/oauth2/latest/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=%E2%82%AC',
  '/wiki/pages/%E2%82%AC',
];

const foreign: readonly unknown[] = [
  undefined,
  null,
  ['/wiki/a', '/wiki/b'],
  {},
  '',
  'wiki/a',
  '@evil.example',
  '.evil.example',
  ':8080/',
  'https://evil.example/wiki/',
  'http:/evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  '///evil.example',
  '//evil.example/wiki/',
  '/\\evil.example',
  '\\\\evil.example',
  '/wiki/\\evil.example',
  '/%5cevil.example',
  '/wiki/%5C/evil.example',
  '/wiki/%255cevil.example',
  '/%2fevil.example',
  '/wiki/%2F/evil.example',
  '/wiki//evil.example',
  '/wiki/..//evil.example',
  '/wiki/../',
  '/wiki/../other/',
  '/wiki/%2e%2e/other',
  '/wikievil/',
  '/other',
  '/\t/evil.example',
  '/wiki/\r\nLocation: https://evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/wiki/\0',
  '/wiki/%00',
  '/wiki/%0d%0aSet-Cookie:x',
  '/wiki/\u0085',
  '/wiki/\u2028',
  '/wiki/a b',
  `/wiki/${'a'.repeat(25_000)}`,
];

suite('a return address', () => {
  for (const value of ours) test(`may be ${value}`, () => assert.equal(localPath(value, '/wiki'), value));
  for (const value of foreign) {
    test(`is the start page instead of ${JSON.stringify(value)?.slice(0, 60)}`, () => {
      assert.equal(localPath(value, '/wiki'), '/wiki/');
    });
  }

  test('may be any path without a context path, and is resolved', () => {
    assert.equal(localPath('/a/./b/../c?d', ''), '/a/c?d');
    assert.equal(localPath('//evil.example', ''), '/');
    assert.equal(localPath('/..//evil.example', ''), '/');
    assert.equal(localPath('/wiki', '/wiki'), '/wiki');
  });

  test('never leaves the origin and the context path, whatever it is made of', () => {
    const part = fc.constantFrom(
      '/',
      '\\',
      '%5c',
      '%2f',
      '%2e',
      '.',
      '..',
      '@',
      ':',
      '?',
      '#',
      'evil',
      'wiki',
      '\t',
      '\n',
      '\0',
      'https:',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const target = new URL(localPath(parts.join(''), '/wiki'), 'https://ours.example/wiki/login.action');
        assert.equal(target.origin, 'https://ours.example');
        assert.match(target.pathname, /^\/wiki(\/(?!\/)|$)/);
      }),
      { numRuns: 2000 },
    );
  });
});
