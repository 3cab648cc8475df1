/** Settings that are changed while Weir runs: kept in the database, all or none of a change, audited, seen by every node. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { auditStore } from '../../src/audit/audit-trail.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import { holdsSealed } from '../../src/database/sealed-column.ts';
import type { ChangeableKey } from '../../src/foundation/configuration/changeable.ts';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { siteSettings } from '../../src/settings/site-settings.ts';
import { sealedSettings } from '../../src/settings/stored-settings.ts';
import { settableClock } from '../accounts/room.ts';
import { eachDatabase } from '../support/databases.ts';

const keyring = createKeyring([randomBytes(32)], systemRandom());
const by = { origin: systemOrigin };
const changes = (record: Readonly<Partial<Record<ChangeableKey, string | null>>>) =>
  // Its keys are those of the type.
  new Map(Object.entries(record) as [ChangeableKey, string | null][]);

/** One node. */
async function node(database: Database, environment: Readonly<Record<string, string>> = {}, ring = keyring) {
  const loaded = loadConfiguration({ WEIR_HOME: '/nowhere', ...environment });
  assert.ok(loaded.ok);
  const settings = siteSettings({ database, clock: settableClock(), keyring: ring, started: loaded });
  await settings.load();
  const shown = (key: ChangeableKey) => settings.all().find((setting) => setting.key === key);
  return { ...settings, shown };
}

suite('a setting that is changed in the console', () => {
  eachDatabase((_engine, open) => {
    test('holds at once, and after a restart', async () => {
      const { database } = await open();
      const settings = await node(database);
      assert.equal(settings.inForce().accessTokenSeconds, 3600);
      assert.deepEqual(await settings.change(changes({ accessTokenSeconds: '120', siteName: 'Rivers' }), by), {
        outcome: 'saved',
        changed: ['accessTokenSeconds', 'siteName'],
        forgotten: [],
      });
      for (const any of [settings, await node(database)]) {
        assert.equal(any.inForce().accessTokenSeconds, 120);
        assert.equal(any.inForce().siteName, 'Rivers');
        assert.deepEqual(any.shown('siteName'), {
          name: 'WEIR_SITE_NAME',
          key: 'siteName',
          value: 'Rivers',
          source: 'console',
          locked: false,
          setAside: false,
        });
      }
    });

    test('holds on another node within a second', async (context) => {
      const { database, location } = await open();
      const [here, there] = [await node(database), await node((await open(location)).database)];
      const failures: unknown[] = [];
      const following = there.follow((error) => failures.push(error));
      context.after(() => following.stop());
      await here.change(changes({ codeSeconds: '33' }), by);
      const start = performance.now();
      while (there.inForce().codeSeconds !== 33 && performance.now() - start < 5_000)
        await new Promise((wake) => setTimeout(wake, 20));
      const took = performance.now() - start;
      assert.ok(took < 1_000, `${took} ms`);
      assert.deepEqual(failures, []);
    });

    test('is the default again when it is given up', async () => {
      const settings = await node((await open()).database);
      await settings.change(changes({ codeSeconds: '33' }), by);
      await settings.change(changes({ codeSeconds: null }), by);
      assert.equal(settings.inForce().codeSeconds, 60);
      assert.equal(settings.shown('codeSeconds')?.source, 'default');
    });

    test('is stored with all that was changed with it, or not at all', async () => {
      const { database } = await open();
      const settings = await node(database);
      const outcome = await settings.change(changes({ siteName: 'Rivers', codeSeconds: '601', passwordMinLength: '7' }), by);
      assert.deepEqual(outcome, {
        outcome: 'refused',
        problems: [
          { key: 'codeSeconds', message: 'it must be a whole number from 5 to 600' },
          { key: 'passwordMinLength', message: 'it must be a whole number from 8 to 64' },
        ],
      });
      assert.equal(settings.inForce().siteName, 'Weir');
      assert.deepEqual(await database.read.selectFrom('site_setting').selectAll().execute(), []);
      assert.deepEqual(await auditStore(database).list({ limit: 10 }), []);
    });

    test('is told wrong in the words of the start', async () => {
      const settings = await node((await open()).database);
      const outcome = await settings.change(changes({ mailPort: '0' }), by);
      assert.ok(outcome.outcome === 'refused');
      const start = loadConfiguration({ WEIR_HOME: '/nowhere', WEIR_MAIL_PORT: '0' });
      assert.ok(!start.ok);
      assert.equal(start.problems[0], `WEIR_MAIL_PORT=0 (environment): ${outcome.problems[0]?.message}`);
    });

    test('must go together with the others, whoever changes them at the same moment', async () => {
      const { database, location } = await open();
      const nodes = [await node(database), await node((await open(location)).database)];
      for (let round = 0; round < 8; round++) {
        await nodes[0]?.change(changes({ sessionIdleSeconds: '600', sessionMaxSeconds: '43200' }), by);
        await nodes[1]?.load();
        const outcomes = await Promise.all([
          nodes[0]?.change(changes({ sessionIdleSeconds: '7200' }), by),
          nodes[1]?.change(changes({ sessionMaxSeconds: '3600' }), by),
        ]);
        assert.deepEqual(outcomes.map((outcome) => outcome?.outcome).toSorted(), ['refused', 'saved']);
      }
    });

    test('is not lost when others are changed at the same moment', async () => {
      const { database, location } = await open();
      const nodes = [await node(database), await node((await open(location)).database)];
      const all = {
        siteName: 'Rivers',
        codeSeconds: '30',
        mailPort: '25',
        passwordMinLength: '12',
        mailHost: 'mail.example.org',
      };
      await Promise.all(Object.entries(all).map(([key, text], index) => nodes[index % 2]?.change(changes({ [key]: text }), by)));
      // Reads of one turn of the event loop share what they see; two processes would never share a turn.
      await nextTurn();
      await Promise.all(nodes.map((one) => one.load()));
      for (const one of nodes) {
        assert.deepEqual(
          Object.keys(all).map((key) => one.shown(key as ChangeableKey)?.value), // The keys are those above.
          Object.values(all),
        );
        assert.equal(one.revision(), 5);
      }
    });

    test('is refused to somebody who saw another value, and changed once by twenty who saw the same', async () => {
      const { database, location } = await open();
      const nodes = [await node(database), await node((await open(location)).database)];
      const seen = 0;
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          nodes[index % 2]?.change(changes({ codeSeconds: String(100 + index) }), { ...by, seen }),
        ),
      );
      assert.equal(outcomes.filter((outcome) => outcome?.outcome === 'saved').length, 1);
      const refused = outcomes.find((outcome) => outcome?.outcome === 'refused');
      assert.ok(refused?.outcome === 'refused');
      assert.match(refused.problems[0]?.message ?? '', /somebody else has changed it meanwhile/);
      assert.equal((await nodes[0]?.change(changes({ siteName: 'Rivers' }), { ...by, seen }))?.outcome, 'saved');
    });

    test('leaves its old and its new value in the audit trail', async () => {
      const { database } = await open();
      const settings = await node(database);
      await settings.change(changes({ codeSeconds: '33', siteName: 'Weir' }), by);
      await settings.change(changes({ codeSeconds: '44', mailPort: '25' }), by);
      const [second, first] = await auditStore(database).list({ limit: 10 });
      assert.equal(first?.kind, 'settings.changed');
      assert.deepEqual(first.changes, [{ name: 'WEIR_AUTHORIZATION_CODE_SECONDS', oldValue: '60', newValue: '33' }]);
      assert.deepEqual(second?.changes, [
        { name: 'WEIR_AUTHORIZATION_CODE_SECONDS', oldValue: '33', newValue: '44' },
        { name: 'WEIR_MAIL_PORT', oldValue: '587', newValue: '25' },
      ]);
    });

    test('that is secret is encrypted where it lies, and shown nowhere', async () => {
      const { database } = await open();
      const settings = await node(database);
      assert.equal(await holdsSealed(database, sealedSettings), false);
      await settings.change(changes({ mailPassword: 'hunter22' }), by);
      assert.equal(settings.inForce().mailPassword, 'hunter22');
      assert.equal((await node(database)).inForce().mailPassword, 'hunter22');
      assert.equal(await holdsSealed(database, sealedSettings), true);
      const rows = await database.read.selectFrom('site_setting').selectAll().execute();
      const events = await auditStore(database).list({ limit: 10 });
      assert.doesNotMatch(JSON.stringify([rows, events, settings.all()]), /hunter22/);
      assert.deepEqual(events[0]?.changes, [{ name: 'WEIR_MAIL_PASSWORD', oldValue: '', newValue: '********' }]);
      const withoutKey = await node(database, {}, createKeyring([randomBytes(32)], systemRandom()));
      assert.equal(withoutKey.inForce().mailPassword, '');
    });

    test('that is secret is not shown by sending it elsewhere: whoever changes where it goes enters it again', async () => {
      const { database } = await open();
      const settings = await node(database);
      await settings.change(changes({ mailHost: 'mail.example.org', mailPassword: 'hunter22' }), by);
      const again = 'it has to be entered again: the stored one is not sent to another server';
      for (const elsewhere of [{ mailHost: 'evil.example.net' }, { mailPort: '2525' }, { mailTls: 'none' }, { mailHost: null }]) {
        assert.deepEqual(await settings.change(changes(elsewhere), by), {
          outcome: 'refused',
          problems: [{ key: 'mailPassword', message: again }],
        });
      }
      const entered = await settings.change(changes({ mailHost: 'other.example.org', mailPassword: 'hunter22' }), by);
      assert.equal(entered.outcome, 'saved');
      const removed = await settings.change(changes({ mailHost: 'third.example.org', mailPassword: null }), by);
      assert.equal(removed.outcome, 'saved');
      assert.equal((await settings.change(changes({ mailHost: 'mail.example.org' }), by)).outcome, 'saved', 'without one');

      const locked = await node((await open()).database, { WEIR_MAIL_PASSWORD: 'hunter22' });
      assert.deepEqual(await locked.change(changes({ mailHost: 'evil.example.net' }), by), {
        outcome: 'refused',
        problems: [
          { key: 'mailHost', message: 'it is changed where WEIR_MAIL_PASSWORD is set, which would be sent to another server' },
        ],
      });
    });

    test('that says whose tokens sign in at the mail server is forgotten with that server, until it is chosen again', async () => {
      const { database } = await open();
      const settings = await node(database);
      for (const elsewhere of [{ mailHost: 'evil.example.net' }, { mailPort: '2525' }, { mailTls: 'none' }, { mailHost: null }]) {
        await settings.change(changes({ mailHost: null, mailPort: null, mailTls: null }), by);
        const chosen = await settings.change(changes({ mailHost: 'mail.example.org', mailLinkId: '7' }), by);
        assert.deepEqual(chosen.outcome === 'saved' && chosen.forgotten, []);
        // A form sends all it shows, the choice that was made before too.
        const moved = await settings.change(changes({ mailLinkId: '7', ...elsewhere }), by);
        assert.deepEqual(moved.outcome === 'saved' && moved.forgotten, ['mailLinkId'], JSON.stringify(elsewhere));
        assert.equal(settings.inForce().mailLinkId, 0);
        const [event] = await auditStore(database).list({ limit: 1 });
        assert.deepEqual(
          event?.changes.find(({ name }) => name === 'WEIR_MAIL_LINK_ID'),
          { name: 'WEIR_MAIL_LINK_ID', oldValue: '7', newValue: '0' },
        );
      }
      const again = await settings.change(changes({ mailLinkId: '7' }), by);
      assert.deepEqual(again.outcome === 'saved' && again.forgotten, []);
      assert.equal(settings.inForce().mailLinkId, 7);
      const other = await settings.change(changes({ mailHost: 'third.example.org', mailLinkId: '8' }), by);
      assert.equal(other.outcome, 'saved');
      assert.equal(settings.inForce().mailLinkId, 8, 'chosen for the new server');

      const locked = await node((await open()).database, { WEIR_MAIL_LINK_ID: '7' });
      assert.deepEqual(await locked.change(changes({ mailHost: 'evil.example.net' }), by), {
        outcome: 'refused',
        problems: [
          { key: 'mailHost', message: 'it is changed where WEIR_MAIL_LINK_ID is set, which would be sent to another server' },
        ],
      });
    });

    test('gives way to the environment, and cannot be changed while that sets it', async () => {
      const { database } = await open();
      await (await node(database)).change(changes({ codeSeconds: '33' }), by);
      const settings = await node(database, { WEIR_AUTHORIZATION_CODE_SECONDS: '55' });
      assert.equal(settings.inForce().codeSeconds, 55);
      assert.equal(settings.shown('codeSeconds')?.locked, true);
      assert.equal(settings.shown('codeSeconds')?.source, 'environment');
      assert.deepEqual(await settings.change(changes({ codeSeconds: '44', siteName: 'Rivers' }), by), {
        outcome: 'refused',
        problems: [{ key: 'codeSeconds', message: 'it is set by the environment and cannot be changed here' }],
      });
      assert.equal(settings.inForce().siteName, 'Weir');
      assert.equal((await settings.change(changes({ codeSeconds: '55', siteName: 'Rivers' }), by)).outcome, 'saved');
    });

    test('that does not go together with the environment of a node is set aside there', async () => {
      const { database } = await open();
      await (await node(database)).change(changes({ sessionMaxSeconds: '1800', sessionIdleSeconds: '900' }), by);
      const settings = await node(database, { WEIR_SESSION_IDLE_SECONDS: '3600' });
      assert.equal(settings.inForce().sessionMaxSeconds, 43_200);
      assert.equal(settings.shown('sessionMaxSeconds')?.setAside, true);
      assert.equal(settings.shown('sessionIdleSeconds')?.setAside, false);
    });

    test('of a newer or older program is left alone', async () => {
      const { database } = await open();
      await database.write(async (queries) => {
        const row = { value_encrypted: null, revision: 1, changed_at: 0 };
        await queries
          .insertInto('site_setting')
          .values({ ...row, name: 'WEIR_OF_TOMORROW', value: '1' })
          .execute();
        await queries
          .insertInto('site_setting')
          .values({ ...row, name: 'WEIR_MAIL_TLS', value: 'of yesterday' })
          .execute();
      });
      const settings = await node(database);
      assert.equal(settings.inForce().mailTls, 'starttls');
      assert.equal(settings.shown('mailTls')?.setAside, true);
      assert.equal((await settings.change(changes({ mailPort: '25' }), by)).outcome, 'saved');
    });
  });
});
