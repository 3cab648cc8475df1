/** `weir keys rotate` and `weir keys retire` while a server runs (operations guide). */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { systemOrigin } from '../../src/audit/origin.ts';
import { resealAll } from '../../src/backup/key-rotation.ts';
import { createKeyring, keyIdIn, sealedBy } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { sealedColumns } from '../../src/sealed-columns.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { runCommand } from '../support/weir-process.ts';

async function keyIds({ rooms }: TestWeir): Promise<ReadonlySet<string | undefined>> {
  const rows = await rooms.database.read.selectFrom('oauth_client_secret').select('secret_encrypted').execute();
  return new Set(rows.map((row) => keyIdIn(row.secret_encrypted)));
}

async function secretOf({ rooms }: TestWeir, id: number): Promise<string | undefined> {
  const by = { isSystemAdministrator: true, origin: systemOrigin };
  const shown = await rooms.links.viewCredentials(id, by);
  return shown.kind === 'shown' ? shown.secrets[0]?.secret : undefined;
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`a new encryption key on ${engine}`, async () => {
    const weir = await startWeir({ engine });
    after(() => weir.stop());
    const home = weir.environment.WEIR_HOME ?? '';
    const keyFile = join(home, 'encryption.key');
    const links = await Promise.all(['a', 'b', 'c'].map((name) => weir.link({ name })));
    await weir.rooms.settings.change(new Map([['mailPassword', 'secret of mail']]), { origin: systemOrigin });

    test('is made and seals everything while the server makes and shows secrets', async () => {
      const [before] = await keyIds(weir);
      let stopped = false;
      const made: { id: number; clientSecret: string | undefined }[] = [];
      const working = (async () => {
        while (!stopped) {
          made.push(await weir.link());
          assert.equal(await secretOf(weir, links[0]?.id ?? 0), links[0]?.clientSecret);
          // As often as people do at the most: each link that is made has to be sealed anew as well.
          await wait(5);
        }
      })();
      const rotated = await runCommand(['keys', 'rotate', '--one-node', '--json'], weir.environment);
      stopped = true;
      await working;
      assert.equal(rotated.code, 0, rotated.stderr);
      const said = JSON.parse(rotated.stdout);
      assert.ok(said.resealed >= 4 && said.unreadable === 0, rotated.stdout);
      assert.deepEqual([...(await keyIds(weir))], [said.key]);
      assert.notEqual(before, said.key);
      for (const link of [...links, ...made]) assert.equal(await secretOf(weir, link.id), link.clientSecret);
      assert.equal(weir.rooms.settings.inForce().mailPassword, 'secret of mail');
    });

    test('lets the old one go once nothing needs it, and not before', async () => {
      assert.equal((await readFile(keyFile, 'utf8')).trim().split('\n').length, 2);
      const retired = await runCommand(['keys', 'retire'], weir.environment);
      assert.equal(retired.code, 0, retired.stderr);
      assert.equal((await readFile(keyFile, 'utf8')).trim().split('\n').length, 1);
      for (const link of links) assert.equal(await secretOf(weir, link.id), link.clientSecret);
      const nothing = await runCommand(['keys', 'retire'], weir.environment);
      assert.equal(nothing.code, 0);
    });

    test('goes on where a rotation was interrupted', async () => {
      const [old] = (await readFile(keyFile, 'utf8')).trim().split('\n');
      const fresh = systemRandom().bytes(32);
      await writeFile(keyFile, `${fresh.toString('hex')}\n${old}\n`, { mode: 0o600 });
      const refused = await runCommand(['keys', 'retire'], weir.environment);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /rotate/);
      const rotated = await runCommand(['keys', 'rotate', '--one-node', '--json'], weir.environment);
      assert.equal(rotated.code, 0, rotated.stderr);
      assert.equal((await readFile(keyFile, 'utf8')).split('\n')[0], fresh.toString('hex'));
      assert.deepEqual([...(await keyIds(weir))], [JSON.parse(rotated.stdout).key]);
    });

    test('leaves what no key opens as it is, and says how much', async () => {
      const ring = createKeyring([systemRandom().bytes(32)], systemRandom());
      const { rooms } = weir;
      const sealed = ring.encrypt('lost', 'anything');
      await rooms.database.write((queries) =>
        queries
          .updateTable('oauth_client_secret')
          .set({ secret_encrypted: sealed })
          .where('client', '=', links[1]?.id ?? 0)
          .execute(),
      );
      const [first] = (await readFile(keyFile, 'utf8')).trim().split('\n');
      const outcome = await resealAll(rooms, sealedColumns, sealedBy(Buffer.from(first ?? '', 'hex')), 0, () => {});
      assert.deepEqual(outcome, { resealed: 0, unreadable: 1 });
    });
  });
}
