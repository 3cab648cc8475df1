/** Two administrators who edit one web hook: the second is told, keeps what they filled in, and decides. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startWeir, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, type ConsoleVisitor, textOf } from './console.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`a web hook that two change at once on ${engine}`, () => {
    let weir: TestWeir;
    let ada: ConsoleVisitor;
    before(async () => {
      weir = await startWeir({ engine });
      ada = await atTheConsole(weir);
    });
    after(() => weir.stop());

    test('keeps what the first has saved until the second says otherwise', async () => {
      const [event = ''] = /name="(?:event[^"]*)"/.exec(await ada.page('/admin/web-hooks/create')) ?? [];
      const typed = {
        name: 'Chat',
        url: 'https://chat.example.org/hook',
        active: 'true',
        [/"([^"]*)"/.exec(event)?.[1] ?? '']: 'true',
      };
      await ada.follow(await ada.post('/admin/web-hooks/create', typed));
      const edit = `${/href="(\/admin\/web-hooks\/\d+)"/.exec(await ada.page('/admin/web-hooks'))?.[1]}/edit`;
      const seenIn = (page: string) => /name="seen" value="(\d+)"/.exec(page)?.[1] ?? '';
      let seen = seenIn(await ada.page(edit));
      assert.notEqual(seen, '');
      await ada.follow(await ada.post(edit, { ...typed, seen }));
      // Another mistake says nothing of what the first has saved.
      const mistaken = await ada.post(edit, { ...typed, name: '', seen });
      assert.equal(mistaken.status, 422);
      assert.equal(seenIn(await mistaken.text()), seen);
      seen = seenIn(await ada.page(edit));
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => ada.post(edit, { ...typed, name, seen })));
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 422, 422, 422]);
      const refused = (await answers.find(({ status }) => status === 422)?.text()) ?? '';
      assert.match(textOf(refused), /Somebody else has changed this web hook since you opened it/);
      const [, name = ''] =
        /name="name"[^>]*value="([abcd])"|value="([abcd])"[^>]*name="name"/.exec(refused)?.filter(Boolean) ?? [];
      assert.match(name, /^[abcd]$/);
      await ada.follow(await ada.post(edit, { ...typed, name, seen: seenIn(refused) }));
      assert.match(textOf(await ada.page('/admin/web-hooks')), new RegExp(` ${name} `));
    });
  });
}
