/** The pages of service accounts, without a browser: making, changing, replacing the secret, ending; and what the credentials page tells people to run. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { administratorsGroup } from '../../../src/accounts/default-groups.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, type ConsoleVisitor, textOf, textOfElement } from './console.ts';

const accountsPath = '/admin/service-accounts';
const run = promisify(execFile);
/** Where Node finds oauth4webapi. */
const project = join(import.meta.dirname, '..', '..', '..');

const typed = {
  name: 'Nightly export',
  description: 'Copies the handbook to the archive.',
  scope: 'WRITE',
  groups: 'weir-users',
  reach: 'listed',
  spacesToWrite: 'docs',
  spacesToRead: 'OPS',
  lastDay: '2099-12-31',
  accessTokenSeconds: '',
};

for (const contextPath of ['', '/wiki']) {
  suite(`the pages of service accounts at ${contextPath === '' ? 'the root' : contextPath}`, () => {
    let weir: TestWeir;
    let visitor: ConsoleVisitor;
    before(async () => {
      weir = await startWeir({ contextPath });
      for (const key of ['DOCS', 'OPS']) {
        await weir.rooms.wiki.spaces.create(weir.admin.person, { key, name: key }, systemOrigin);
      }
      visitor = await atTheConsole(weir);
    });
    after(() => weir.stop());

    const find = async (reference: string) => {
      const account = await weir.rooms.serviceAccounts.findByReference(reference);
      assert.ok(account);
      return account;
    };
    async function make(changes: Partial<Record<keyof typeof typed, string>> = {}) {
      const form = { ...typed, name: `Machine ${Math.random()}`, ...changes };
      await visitor.follow(await visitor.post(`${accountsPath}/create`, form));
      return find(form.name);
    }

    test('begin with what they are for', async () => {
      const page = textOf(await visitor.page(accountsPath));
      assert.match(page, /No service accounts yet/);
      assert.match(textOf(await visitor.page('/admin')), /Service accounts .* Accounts of programs/);
    });

    test('make an account, and show its credentials', async () => {
      const shown = textOf(await visitor.follow(await visitor.post(`${accountsPath}/create`, typed)));
      assert.match(shown, /The service account was saved/);
      assert.match(shown, /Client secret/);
      const account = await find('Nightly export');
      assert.equal(account.username, 'service-nightly-export');
      assert.deepEqual(account.spaces, [
        { key: 'DOCS', access: 'write' },
        { key: 'OPS', access: 'read' },
      ]);
      const page = textOf(await visitor.page(`${accountsPath}/${account.id}`));
      for (const said of ['DOCS: read and write', 'OPS: read', 'service-nightly-export', 'Created the service account']) {
        assert.ok(page.includes(said), said);
      }
      assert.match(textOf(await visitor.page(accountsPath)), /Nightly export .* 2 spaces/);
    });

    test('say what is wrong with what was typed, all of it at once', async () => {
      const answer = await visitor.post(`${accountsPath}/create`, {
        ...typed,
        name: '',
        scope: 'NONE',
        lastDay: '2020-02-30',
        accessTokenSeconds: '1e3',
      });
      assert.equal(answer.status, 400);
      const page = textOf(await answer.text());
      for (const said of ['4 things need', 'Enter a name.', 'Choose a permission', 'Enter a day', 'whole number of seconds']) {
        assert.ok(page.includes(said), said);
      }
      const places = await visitor.post(`${accountsPath}/create`, {
        ...typed,
        name: 'Lost',
        groups: 'no such',
        spacesToRead: 'NONE, docs',
      });
      const told = textOf(await places.text());
      for (const said of ['There is no group “no such”.', 'There is no space with the key NONE.', 'docs is in the list twice.']) {
        assert.ok(told.includes(said), said);
      }
      const taken = await visitor.post(`${accountsPath}/create`, typed);
      assert.match(textOf(await taken.text()), /has this name/);
      const both = await visitor.post(`${accountsPath}/create`, { ...typed, name: 'Both', reach: 'all' });
      assert.match(textOf(await both.text()), /You chose all spaces and entered some/);
      const past = await visitor.post(`${accountsPath}/create`, { ...typed, name: 'Late', lastDay: '2020-01-01' });
      assert.match(textOf(await past.text()), /This day is over/);
    });

    test('keep what somebody else changed meanwhile, and say so', async () => {
      const account = await make();
      const edit = `${accountsPath}/${account.id}/edit`;
      const form = await visitor.page(edit);
      const [, seen = ''] = /name="seen" value="(\d+)"/.exec(form) ?? [];
      const change = (scope: string, version: string) =>
        visitor.post(edit, { ...typed, name: account.name, scope, seen: version });
      assert.match(await visitor.follow(await change('READ', seen)), /hold at once/);
      const late = await change('ADMIN', seen);
      assert.equal(late.status, 409);
      const page = await late.text();
      assert.match(textOf(page), /Somebody else changed this account/);
      assert.match(page, /id="scope-ADMIN"[^>]*checked/);
      assert.equal((await find(account.name)).scope, 'READ');
      const [, now = ''] = /name="seen" value="(\d+)"/.exec(page) ?? [];
      await visitor.follow(await change('ADMIN', now));
      assert.equal((await find(account.name)).scope, 'ADMIN');
    });

    test('replace the secret, show both, and end the old one', async () => {
      const account = await make();
      const of = `${accountsPath}/${account.id}`;
      const shown = await visitor.follow(await visitor.post(`${of}/rotate`, { overlap: '7' }));
      assert.match(textOf(shown), /Client secret \(new\).*Client secret \(old\)/);
      const [, end = ''] = new RegExp(`action="${contextPath}(${of}/secrets/\\d+/end)"`).exec(shown) ?? [];
      const after = textOf(await visitor.follow(await visitor.post(end)));
      assert.match(after, /The old client secret was ended/);
      assert.ok(!after.includes('(old)'));
      assert.equal((await visitor.post(end)).status, 404);
    });

    test('disable, enable and delete', async () => {
      const account = await make();
      const of = `${accountsPath}/${account.id}`;
      assert.match(textOf(await visitor.page(`${of}/disable`)), /stop working at once/);
      assert.match(textOf(await visitor.follow(await visitor.post(`${of}/disable`))), /This account is disabled/);
      assert.match(textOf(await visitor.follow(await visitor.post(`${of}/enable`))), /Active/);
      assert.equal((await visitor.post(`${of}/delete`, { confirmation: 'another' })).status, 400);
      assert.match(
        textOf(await visitor.follow(await visitor.post(`${of}/delete`, { confirmation: account.name }))),
        /The service account was deleted/,
      );
      assert.equal((await visitor.get(of)).status, 404);
      const { events } = {
        events: await weir.rooms.audit.list({ object: { type: 'service-account', id: account.clientId }, limit: 10 }),
      };
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['removed', 'enabled', 'disabled', 'credentials-viewed', 'created'].map((kind) => `service-account.${kind}`),
      );
    });

    test('are a 404 for an application link’s number, and the other way round', async () => {
      const link = await weir.link();
      const account = await make();
      for (const part of ['', '/edit', '/credentials', '/rotate', '/disable', '/delete']) {
        assert.equal((await visitor.get(`${accountsPath}/${link.id}${part}`)).status, 404, part);
        assert.equal((await visitor.get(`/admin/application-links/${account.id}${part}`)).status, 404, part);
      }
      for (const part of ['disable', 'enable', 'rotate', 'logo/remove']) {
        const answer = await visitor.post(`/admin/application-links/${account.id}/${part}`, { overlap: '0' });
        assert.equal(answer.status, 404, part);
      }
      assert.equal((await find(account.name)).disabledAt, null);
    });

    test('ask for the password before they show a secret', async () => {
      const account = await make();
      weir.clock.advance(11 * 60_000);
      const answer = await visitor.get(`${accountsPath}/${account.id}/credentials`);
      assert.equal(answer.status, 303);
      assert.match(answer.headers.get('location') ?? '', /\/confirm-password\?next=/);
      await visitor.follow(await visitor.post('/confirm-password', { password: weir.admin.password, next: '/admin' }));
    });

    test('leave accounts with a system administrator’s rights to system administrators', async () => {
      const ofSystem = await make({ groups: `weir-users, ${administratorsGroup}` });
      await weir.rooms.groups.create('keepers', systemOrigin);
      const { id = 0 } = (await weir.rooms.groups.byName('keepers')) ?? {};
      const { globalPermissionStore } = await import('../../../src/accounts/global-permissions.ts');
      const permissions = globalPermissionStore(weir.rooms.database, weir.clock);
      await permissions.grant({ kind: 'group', id }, 'administer', systemOrigin);
      const keeper = await atTheConsole(weir, await weir.user(`keeper${contextPath.length}`, ['keepers']));
      for (const part of ['/edit', '/credentials']) {
        const answer = await keeper.get(`${accountsPath}/${ofSystem.id}${part}`);
        assert.equal(answer.status, 403, part);
        assert.match(textOf(await answer.text()), /Only a system administrator can change this account/);
      }
      for (const part of ['rotate', 'disable', 'delete']) {
        const form = { overlap: '0', confirmation: ofSystem.name };
        assert.equal((await keeper.post(`${accountsPath}/${ofSystem.id}/${part}`, form)).status, 403, part);
      }
      const own = { ...typed, name: 'Own', scope: 'SYSTEM_ADMIN', groups: administratorsGroup };
      const refused = textOf(await (await keeper.post(`${accountsPath}/create`, own)).text());
      assert.match(refused, /Only a system administrator can give System admin/);
      const into = textOf(await (await keeper.post(`${accountsPath}/create`, { ...own, scope: 'READ' })).text());
      assert.match(into, /Only a system administrator can put it into weir-administrators/);
    });

    test('tell programs to run that run as they stand', async () => {
      const account = await make();
      const page = await visitor.page(`${accountsPath}/${account.id}/credentials`);
      const curl = await run('sh', ['-c', textOfElement(page, 'guide-curl')]);
      assert.match(curl.stdout, new RegExp(`"username":"${account.username}"`), curl.stderr);
      const program = textOfElement(page, 'guide-javascript');
      const script = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: project });
      assert.match(script.stdout, /lives for 3600 seconds/);
      assert.match(script.stdout, new RegExp(`username: '${account.username}'`));
      const python = textOfElement(page, 'guide-python');
      assert.ok(python.includes(account.clientId) && python.includes('BackendApplicationClient'));
    });
  });
}
