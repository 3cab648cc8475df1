/** A button that is pressed twice, without scripts, makes one thing, and the answer to the second press is that of the first. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { atTheConsole, type ConsoleVisitor, textOf } from './console/console.ts';

suite('a form that is sent twice', () => {
  let weir: TestWeir;
  let ada: ConsoleVisitor;
  before(async () => {
    weir = await startWeir();
    ada = await atTheConsole(weir);
  });
  after(() => weir?.stop());

  const markIn = (page: string) => /name="form_mark" value="(\w+)"/.exec(page)?.[1] ?? '';
  const template = { name: 'Minutes', description: '', body: '<p>One</p>', labels: '' };
  const list = '/admin/templates';
  const templates = async () => (await ada.page(list)).match(/\/admin\/templates\/\d+\/edit/g)?.length ?? 0;

  async function marked(path: string): Promise<{ readonly form_mark: string }> {
    const mark = markIn(await ada.page(path));
    assert.notEqual(mark, '', path);
    return { form_mark: mark };
  }

  test('at once makes one template, and both are led to the list', async () => {
    const sent = { ...template, ...(await marked(`${list}/create`)) };
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(`${list}/create`, sent)));
    assert.deepEqual(
      answers.map(({ status, headers }) => [status, headers.get('location')]),
      [1, 2, 3].map(() => [303, `${new URL(weir.baseUrl).pathname.replace(/\/$/, '')}${list}`]),
    );
    assert.equal(await templates(), 1);
    assert.equal((await ada.post(`${list}/create`, sent)).status, 303, 'going back and pressing again');
    assert.equal(await templates(), 1);
  });

  test('with something else in it, or from a page that was opened anew, it makes another', async () => {
    const already = await templates();
    const sent = { ...template, ...(await marked(`${list}/create`)) };
    for (const name of ['First', 'Second', 'First']) await ada.follow(await ada.post(`${list}/create`, { ...sent, name }));
    assert.equal(await templates(), already + 3);
    await ada.follow(await ada.post(`${list}/create`, { ...sent, ...(await marked(`${list}/create`)) }));
    assert.equal(await templates(), already + 4);
  });

  test('what was refused is refused again, and may be sent again', async () => {
    const already = await templates();
    const sent = { ...template, name: ' ', ...(await marked(`${list}/create`)) };
    const answers = await Promise.all([1, 2].map(() => ada.post(`${list}/create`, sent)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [422, 422],
    );
    assert.equal((await ada.post(`${list}/create`, { ...sent, name: 'Named' })).status, 303);
    assert.equal(await templates(), already + 1);
  });

  test('makes one personal token, which the answer to the second press shows', async () => {
    const path = '/users/personal-access-tokens/create';
    const sent = { name: 'Script', days: '9', scope: 'all', ...(await marked(path)) };
    const [first, second] = await Promise.all([1, 2].map(async () => (await ada.post(path, sent)).text()));
    const tokenIn = (page = '') => /weir_pat_\w+/.exec(page)?.[0];
    assert.ok(tokenIn(first));
    assert.equal(tokenIn(second), tokenIn(first));
    const { person } = weir.admin;
    assert.equal((await weir.rooms.personalTokens.ofUser(person.id)).length, 1);
  });

  test('changes a space once: the second press is nobody else', async () => {
    const made = await ada.post('/spaces/createspace.action', {
      name: 'Docs',
      key: 'DOCS',
      ...(await marked('/spaces/createspace.action')),
    });
    assert.equal(made.status, 303);
    const page = await ada.page('/spaces/DOCS/settings');
    const seen = /name="seen" value="(\d+)"/.exec(page)?.[1] ?? '';
    const sent = { name: 'Documents', description: '', home: '', seen, form_mark: markIn(page) };
    const answers = await Promise.all([1, 2].map(() => ada.post('/spaces/DOCS/settings', sent)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303],
    );
    assert.match(textOf(await ada.page('/spaces/DOCS/settings')), /Documents/);
  });

  test('counts again when somebody else has changed the same thing in between', async () => {
    const path = '/spaces/TEAM/settings';
    await ada.post('/spaces/createspace.action', { name: 'Team', key: 'TEAM', ...(await marked('/spaces/createspace.action')) });
    const other = await atTheConsole(weir, weir.admin);
    const formOf = async (visitor: ConsoleVisitor, name: string) => {
      const page = await visitor.page(path);
      const seen = /name="seen" value="(\d+)"/.exec(page)?.[1] ?? '';
      return { name, description: '', home: '', seen, form_mark: markIn(page) };
    };
    const mine = await formOf(ada, 'Mine');
    assert.equal((await ada.post(path, mine)).status, 303);
    assert.equal((await other.post(path, await formOf(other, 'Theirs'))).status, 303);
    const again = await ada.post(path, mine);
    assert.equal(again.status, 422, 'not told that it was saved');
    assert.match(textOf(await again.text()), /Somebody else has changed these settings/);
  });

  test('is answered so to its own session alone', async () => {
    const path = '/users/personal-access-tokens/create';
    const otto = await atTheConsole(weir, await weir.user('otto'));
    const sent = { name: 'Mine', days: '9', scope: 'all', ...(await marked(path)) };
    const [mine, theirs] = [await (await ada.post(path, sent)).text(), await (await otto.post(path, sent)).text()];
    assert.notEqual(/weir_pat_\w+/.exec(mine)?.[0], /weir_pat_\w+/.exec(theirs)?.[0]);
  });
});
