/** What a person calls their passkeys: each their own alone, recorded, and nothing else changed by it. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`the name of a passkey on ${engine}`, () => {
    let weir: TestWeir;
    let uma: TestUser;
    before(async () => {
      weir = await startWeir({ engine });
      uma = await weir.user('uma');
    });
    after(() => weir.stop());

    async function passkeyOf({ person }: TestUser, name: string): Promise<number> {
      const made = await weir.rooms.database.write((queries) =>
        queries
          .insertInto('passkey')
          .values({
            user_id: person.id,
            name,
            credential_id: `id of ${name}`,
            public_key: 'key',
            counter: 0,
            transports: '',
            created_at: 1,
            last_used_at: null,
          })
          .returning('id')
          .executeTakeFirstOrThrow(),
      );
      return made.id;
    }
    const namesOf = async ({ person }: TestUser) =>
      (await weir.rooms.secondFactors.passkeys.ofUser(person.id)).map(({ name }) => name);

    test('is changed by its owner alone, to one that can be read', async () => {
      const { passkeys } = weir.rooms.secondFactors;
      const [otto, id] = [await weir.user('otto'), await passkeyOf(uma, 'Phone')];
      const to = (name: string, who = uma) => passkeys.rename(who.person.id, { id, name }, systemOrigin);
      assert.deepEqual(await to('Mine', otto), { outcome: 'unknown' });
      assert.deepEqual(await to(' \u200b'), { outcome: 'refused', problem: 'name-missing' });
      assert.deepEqual(await to('x'.repeat(101)), { outcome: 'refused', problem: 'name-too-long' });
      assert.deepEqual(await namesOf(uma), ['Phone']);
      assert.deepEqual(await to('  Блакитний ключ 🔑 '), { outcome: 'renamed' });
      assert.deepEqual(await namesOf(uma), ['Блакитний ключ 🔑']);
      const before = await weir.rooms.audit.list({ kind: 'two-step.passkey-renamed', limit: 9 });
      assert.deepEqual(
        before.map(({ summary }) => summary),
        ['The passkey “Phone” is called “Блакитний ключ 🔑” now.'],
      );
      assert.deepEqual(await to('Блакитний ключ 🔑'), { outcome: 'renamed' });
      assert.equal((await weir.rooms.audit.list({ kind: 'two-step.passkey-renamed', limit: 9 })).length, 1, 'it had it already');
    });

    test('is changed by many at once one after the other, and not when the passkey is deleted meanwhile', async () => {
      const { passkeys } = weir.rooms.secondFactors;
      const id = await passkeyOf(uma, 'Key');
      const names = Array.from({ length: 8 }, (_, index) => `Key ${index}`);
      await Promise.all(names.map((name) => passkeys.rename(uma.person.id, { id, name }, systemOrigin)));
      const sentences = (await weir.rooms.audit.list({ kind: 'two-step.passkey-renamed', limit: 8 })).map(
        ({ summary }) => summary,
      );
      for (const [index, sentence] of sentences.entries()) {
        const earlier = sentences[index + 1];
        const [, from] = /“(.*)” is called/.exec(sentence) ?? [];
        if (earlier !== undefined) assert.ok(earlier.endsWith(`called “${from}” now.`), `${earlier} ${sentence}`);
      }
      const removing = passkeys.remove(uma.person.id, id, systemOrigin);
      await Promise.all([removing, passkeys.rename(uma.person.id, { id, name: 'Late' }, systemOrigin)]);
      assert.ok(!(await namesOf(uma)).includes('Late'));
      assert.deepEqual(await passkeys.rename(uma.person.id, { id, name: 'Later' }, systemOrigin), { outcome: 'unknown' });
    });
  });
}
