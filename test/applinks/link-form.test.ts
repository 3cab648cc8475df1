/** What is typed or sent to register a link: read, checked, told in words; all problems at once. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { blankLink, checkLink, linkInput, readLinkForm } from '../../src/applinks/link-form.ts';

const rules = { redirectPolicy: { allowHttp: false, hosts: [] }, mayGrantSystemAdmin: true };
const good = { ...blankLink, name: 'Postman', redirectUris: ['https://oauth.pstmn.io/v1/callback'] };

function problemsOf(input: Partial<typeof good>, more: Partial<typeof rules> = {}) {
  const checked = checkLink({ ...good, ...input }, false, { ...rules, ...more });
  return checked.kind === 'good'
    ? []
    : checked.problems.map(({ field, index }) => (index === undefined ? field : `${field} ${index}`));
}

suite('the form of a link', () => {
  test('becomes settings', () => {
    const checked = checkLink({ ...good, accessTokenSeconds: '600', scope: 'WRITE' }, true, rules);
    assert(checked.kind === 'good');
    const { name, scope, allowTryIt, accessTokenSeconds, refreshTokenSeconds, clientType } = checked.settings;
    assert.deepEqual(
      { name, scope, allowTryIt, accessTokenSeconds, refreshTokenSeconds, clientType },
      {
        name: 'Postman',
        scope: 'WRITE',
        allowTryIt: true,
        accessTokenSeconds: 600,
        refreshTokenSeconds: null,
        clientType: 'confidential',
      },
    );
  });

  test('shows a link as it was entered', () => {
    const checked = checkLink({ ...good, refreshTokenSeconds: '86400' }, false, rules);
    assert(checked.kind === 'good');
    assert.deepEqual(linkInput(checked.settings), { ...good, refreshTokenSeconds: '86400' });
  });

  test('tells all problems at once, each with its field', () => {
    const input = {
      name: ' ',
      redirectUris: ['https://a.example/cb', 'javascript:alert(1)'],
      scope: 'EVERYTHING',
      accessTokenSeconds: '5',
    };
    assert.deepEqual(problemsOf(input).toSorted(), ['accessTokenSeconds', 'name', 'redirectUris 1', 'scope']);
  });

  test('takes whole seconds only for the life of a token', () => {
    for (const text of ['59', '1e3', '-1', '3600.5', '0x100', 'an hour', '9'.repeat(12)]) {
      assert.deepEqual(problemsOf({ accessTokenSeconds: text }), ['accessTokenSeconds'], text);
    }
    assert.deepEqual(problemsOf({ accessTokenSeconds: '60' }), []);
  });

  test('offers System admin to a system administrator only', () => {
    assert.deepEqual(problemsOf({ scope: 'SYSTEM_ADMIN' }), []);
    assert.deepEqual(problemsOf({ scope: 'SYSTEM_ADMIN' }, { mayGrantSystemAdmin: false }), ['scope']);
  });

  test('knows two client types', () => {
    assert.deepEqual(problemsOf({ clientType: 'public' }), []);
    assert.deepEqual(problemsOf({ clientType: 'secret' }), ['clientType']);
  });

  test('is read field by field: an empty row counts for nothing, a box that is not there is not ticked', () => {
    const input = readLinkForm({
      name: 'Postman',
      redirectUris: ['https://a.example/cb', '', '  https://b.example/cb '],
      scope: ['READ', 'WRITE'],
      clientType: 'public',
      requirePkce: 'true',
      skipConsent: 'yes',
      id: '7',
    });
    assert.deepEqual(input, {
      ...blankLink,
      name: 'Postman',
      redirectUris: ['https://a.example/cb', 'https://b.example/cb'],
      scope: 'WRITE',
      clientType: 'public',
      requirePkce: true,
      allowPlain: false,
    });
  });

  test('of anything but a form is empty', () => {
    for (const body of [undefined, null, 'name=x', 7, []]) assert.equal(readLinkForm(body).name, '');
  });
});
