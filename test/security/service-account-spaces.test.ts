/**
 * What a service account may touch: of the spaces that its groups open to it, those on its list alone. The others are invisible on every road that
 * the API has, walked by the router's own list, and a space that is on the list for reading refuses every write.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { ServiceAccountInput } from '../../src/applinks/service-account-form.ts';
import { serviceAccountInput } from '../../src/applinks/service-accounts.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Engine } from '../../src/database/database.ts';
import type { DeclaredRoute } from '../../src/http/access.ts';
import { spacePermissions } from '../../src/wiki/permission-sets.ts';
import { addressOf, basicOf } from '../support/routes.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

const by = { origin: systemOrigin, isSystemAdministrator: true };
/** In every name of the space that is not on the list, and in every text of it. */
const [hiddenName, hiddenText] = ['zanzibar', 'quagga'];
const told = (text: string) => text.toLowerCase().includes(hiddenName) || text.toLowerCase().includes(hiddenText);

/** As much as an answer can be asked to show. */
const everything =
  'space,space.homepage,space.description,container,ancestors,children.page,children.comment.body.view,children.attachment,descendants.page,body.view,body.storage,history,history.lastUpdated,version,metadata.labels,metadata.properties,restrictions.read,homepage,description.plain,content,content.space,permissions,page,blogpost,results.content';

interface Machine {
  readonly id: number;
  readonly username: string;
  readonly token: string;
}

for (const engine of ['sqlite', 'postgresql'] as const satisfies readonly Engine[]) {
  suite(`a service account with a list of spaces, on ${engine},`, () => {
    let weir: TestWeir;
    let uma: TestUser;
    let confined: Machine;
    let free: Machine;
    const ids = { hidden: 0, comment: 0, file: 0, blog: 0, read: 0, work: 0, draft: 0 };

    before(async () => {
      weir = await startWeir({ engine });
      uma = await weir.user('uma');
      for (const [key, name] of [
        ['HIDE', `Space ${hiddenName}`],
        ['READ', 'Space to read'],
        ['WORK', 'Space to work in'],
      ] as const) {
        await asUma('POST', '/rest/api/space', { key, name, description: { plain: { value: `About ${name}` } } });
        await openToAll(key);
      }
      ids.hidden = await page('HIDE', `Page ${hiddenName}`, `<p>The ${hiddenText} grazes.</p>`);
      ids.blog = await page('HIDE', `Blog ${hiddenName}`, `<p>${hiddenText}</p>`, 'blogpost');
      ids.comment = Number(
        (
          await asUma('POST', '/rest/api/content', {
            type: 'comment',
            container: { id: String(ids.hidden), type: 'page' },
            body: { storage: { value: `<p>${hiddenText}</p>`, representation: 'storage' } },
          })
        ).id,
      );
      ids.file = await attach(ids.hidden, `${hiddenName}.txt`, hiddenText);
      for (const id of [ids.hidden, ids.blog]) {
        await asUma('POST', `/rest/api/content/${id}/label`, [
          { prefix: 'global', name: 'shared' },
          { prefix: 'global', name: hiddenName },
        ]);
      }
      await asUma('POST', `/rest/api/content/${ids.hidden}/property`, { key: 'note', value: { animal: hiddenText } });
      ids.read = await page('READ', 'Page to read', '<p>To be read.</p>');
      const macros = ['recently-updated', 'contentbylabel']
        .map(
          (name) =>
            `<ac:structured-macro ac:name="${name}"><ac:parameter ac:name="label">shared</ac:parameter><ac:parameter ac:name="labels">shared</ac:parameter><ac:parameter ac:name="spaces">HIDE,WORK,READ</ac:parameter></ac:structured-macro>`,
        )
        .join('');
      ids.work = await page('WORK', 'Page to work on', macros);
      for (const id of [ids.work, ids.read])
        await asUma('POST', `/rest/api/content/${id}/label`, [{ prefix: 'global', name: 'shared' }]);
      const spaces = [
        { key: 'WORK', access: 'write' },
        { key: 'READ', access: 'read' },
      ];
      confined = await machine({ name: 'Confined', reach: 'listed', spaces });
      free = await machine({ name: 'Free' });
    });
    after(() => weir.stop());

    async function machine(input: Partial<ServiceAccountInput>): Promise<Machine> {
      const made = await weir.serviceAccount(input);
      return { id: made.id, username: made.account.username, token: await made.token() };
    }

    async function asUma(method: string, path: string, body: unknown) {
      const answer = await fetch(weir.baseUrl + path, {
        method,
        body: JSON.stringify(body),
        headers: { authorization: basicOf(uma), 'content-type': 'application/json' },
      });
      assert.ok(answer.status < 300, `${path}: ${await answer.clone().text()}`);
      const json: unknown = await answer.json();
      return json as { readonly id: string }; // What all of these answer with.
    }

    async function page(space: string, title: string, value: string, type = 'page'): Promise<number> {
      const body = { storage: { value, representation: 'storage' } };
      return Number((await asUma('POST', '/rest/api/content', { type, title, space: { key: space }, body })).id);
    }

    async function attach(pageId: number, name: string, text: string): Promise<number> {
      const body = new FormData();
      body.set('file', new File([text], name, { type: 'text/plain' }));
      const answer = await fetch(`${weir.baseUrl}/rest/api/content/${pageId}/child/attachment`, {
        method: 'POST',
        body,
        headers: { authorization: basicOf(uma), 'x-atlassian-token': 'no-check' },
      });
      const json = (await answer.json()) as { readonly results: readonly { readonly id: string }[] }; // A list of attachments.
      return Number(json.results[0]?.id.replace('att', ''));
    }

    /** Everything to everybody: what the list takes away is all that is missing. */
    async function openToAll(key: string): Promise<void> {
      const { database } = weir.rooms;
      const space = await database.read.selectFrom('space').select('id').where('key', '=', key).executeTakeFirstOrThrow();
      const group = await weir.rooms.groups.byName('weir-users');
      const rows = spacePermissions.map((permission) => ({
        space_id: space.id,
        subject_kind: 'group' as const,
        subject_id: group?.id ?? 0,
        permission,
      }));
      const open = { space_id: space.id, subject_kind: 'anonymous' as const, subject_id: 0, permission: 'view' as const };
      await database.write((queries) =>
        queries
          .insertInto('space_permission')
          .values([...rows, open])
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    }

    /** Every address of a route that could show something of the hidden space. */
    function addressesOfHidden(route: DeclaredRoute): readonly string[] {
      const types = route.url.includes(':type') ? ['page', 'blogpost', 'comment', 'attachment'] : [''];
      const contents = [ids.hidden, ids.blog, ids.comment, ids.file];
      return contents.flatMap((id) =>
        types.flatMap((type) => {
          const url = route.url
            .replace(':type', type)
            .replace(':label', 'shared')
            .replace(':propertyKey', 'note')
            .replace(':filename', `${hiddenName}.txt`)
            .replace(/:(number|version)/, '1')
            .replace(/(?<=(attachments|thumbnails)\/):id/, String(id));
          const link = { id: 0, clientId: '', clientSecret: '', redirectUri: '' };
          const named = { uma, link, linkKey: '', spaceKey: 'HIDE', pageId: id, pageTitle: `Page ${hiddenName}` };
          const filled = addressOf({ ...route, url }, named);
          const asked = `${filled}${filled.includes('?') ? '&' : '?'}expand=${everything}&spaceKey=HIDE`;
          return [filled, asked, filled.split('?')[0] ?? ''];
        }),
      );
    }

    const get = async (of: Machine, path: string) => {
      const answer = await weir.call(of.token, path);
      return { status: answer.status, text: await answer.text() };
    };
    const send = async (of: Machine, method: string, path: string, body?: unknown) => {
      const answer = await weir.call(of.token, path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json' },
      });
      return { status: answer.status, text: await answer.text() };
    };

    test('is told of nothing else on any road of the API, lists, counts, expansions and downloads among them', async () => {
      const shownToFree = new Set<string>();
      const leaks = new Set<string>();
      for (const route of weir.app.declaredRoutes) {
        const { access, method, url } = route;
        if (method !== 'GET' || access.surface !== 'api' || !access.credentials.includes('bearer')) continue;
        for (const address of addressesOfHidden(route)) {
          const [own, other] = await Promise.all([get(confined, address), get(free, address)]);
          if (told(other.text) && other.status === 200) shownToFree.add(url);
          if (told(own.text) && own.status === 200) leaks.add(address);
          // What names the hidden space or something in it finds as little as what names nothing.
          const isNamed = /\/space\/:key|\/(content|attachments|thumbnails)\/:id/.test(url);
          if (isNamed && own.status === 200 && other.status === 200 && own.text === other.text)
            leaks.add(`${address} (the same)`);
          assert.ok(own.status < 500, `${address}: ${own.status}`);
        }
      }
      assert.deepEqual([...leaks], []);
      // That the walk looks where there is something to see.
      assert.ok(shownToFree.size >= 25, [...shownToFree].join('\n'));
    });

    test('finds nothing else, and counts nothing else', async () => {
      for (const cql of [
        `text ~ "${hiddenText}"`,
        `title ~ "${hiddenName}"`,
        'space = HIDE',
        'space.title ~ "Space"',
        'label = "shared"',
        'type in (page, blogpost, comment, attachment)',
        'type = space',
        'creator = uma',
      ]) {
        const of = async (who: Machine) => {
          const { status, text } = await get(who, `/rest/api/search?limit=50&cql=${encodeURIComponent(cql)}`);
          assert.equal(status, 200, text);
          const json = JSON.parse(text) as { readonly results: readonly object[]; readonly totalSize: number }; // A search's shape.
          return { results: JSON.stringify(json.results), total: json.totalSize };
        };
        const [own, other] = [await of(confined), await of(free)];
        assert.ok(told(other.results), cql);
        assert.ok(!told(own.results), `${cql}: ${own.results}`);
        assert.ok(own.total < other.total, `${cql}: ${own.total} and ${other.total}`);
      }
    });

    test('finds what is on its list', async () => {
      const spaces = JSON.parse((await get(confined, '/rest/api/space')).text);
      assert.deepEqual(
        spaces.results.map(({ key }: { readonly key: string }) => key),
        ['READ', 'WORK'],
      );
      for (const id of [ids.read, ids.work]) assert.equal((await get(confined, `/rest/api/content/${id}`)).status, 200);
    });

    test('writes where it may, in its own name', async () => {
      const made = await send(confined, 'POST', '/rest/api/content?expand=history,version', {
        type: 'page',
        title: 'Made by the machine',
        space: { key: 'WORK' },
        body: { storage: { value: '<p>x</p>', representation: 'storage' } },
      });
      assert.equal(made.status, 200, made.text);
      const json = JSON.parse(made.text);
      assert.deepEqual([json.history.createdBy.username, json.version.by.displayName], [confined.username, 'Confined']);
      await send(confined, 'DELETE', `/rest/api/content/${json.id}`);
      const events = await weir.rooms.audit.list({ object: { type: 'page', id: String(json.id) }, limit: 5 });
      assert.ok(events.every(({ origin }) => origin.actor.name === confined.username));
    });

    test('is refused every write where it may only read, and where it may not look', async () => {
      const storage = { storage: { value: '<p>x</p>', representation: 'storage' } };
      const writes = (space: string, id: number) =>
        [
          ['POST', '/rest/api/content', { type: 'page', title: 'New', space: { key: space }, body: storage }],
          ['POST', '/rest/api/content', { type: 'blogpost', title: 'New', space: { key: space }, body: storage }],
          ['POST', '/rest/api/content', { type: 'comment', container: { id: String(id), type: 'page' }, body: storage }],
          ['PUT', `/rest/api/content/${id}`, { type: 'page', title: 'Other', version: { number: 2 }, body: storage }],
          ['DELETE', `/rest/api/content/${id}`, undefined],
          ['POST', `/rest/api/content/${id}/label`, [{ prefix: 'global', name: 'new' }]],
          ['DELETE', `/rest/api/content/${id}/label/shared`, undefined],
          ['POST', `/rest/api/content/${id}/property`, { key: 'new', value: 1 }],
          ['PUT', `/rest/api/content/${ids.work}/move/append/${id}`, undefined],
          ['PUT', `/rest/api/content/${id}/move/append/${ids.work}`, undefined],
          ['PUT', `/rest/api/space/${space}`, { name: 'Other' }],
          ['DELETE', `/rest/api/space/${space}`, undefined],
          ['POST', `/rest/api/space/${space}/property`, { key: 'new', value: 1 }],
          ['POST', '/rest/api/space', { key: 'NEW', name: 'New' }],
        ] as const;
      for (const [space, id] of [
        ['READ', ids.read],
        ['HIDE', ids.hidden],
      ] as const) {
        for (const [method, path, body] of writes(space, id)) {
          const { status, text } = await send(confined, method, path, body);
          assert.ok([400, 403, 404].includes(status), `${method} ${path}: ${status} ${text}`);
        }
        const upload = new FormData();
        upload.set('file', new File(['x'], 'new.txt'));
        const headers = { 'x-atlassian-token': 'no-check' };
        const path = `/rest/api/content/${id}/child/attachment`;
        const answer = await weir.call(confined.token, path, { method: 'POST', body: upload, headers });
        assert.ok([403, 404].includes(answer.status), `${path}: ${answer.status}`);
      }
      const unchanged = JSON.parse((await get(free, `/rest/api/content/${ids.read}?expand=version`)).text);
      assert.deepEqual([unchanged.title, unchanged.version.number], ['Page to read', 1]);
    });

    test('holds nothing that concerns the whole site, whatever its groups are', async () => {
      const admin = await machine({
        name: 'Confined administrator',
        groups: ['weir-users', 'weir-administrators'],
        reach: 'listed',
        spaces: [{ key: 'WORK', access: 'write' }],
      });
      for (const path of ['/rest/api/audit', '/rest/oauth2/latest/client', '/rest/webhooks/1.0/webhook', '/rest/api/webhooks']) {
        assert.ok([401, 403, 404].includes((await get(admin, path)).status), path);
      }
      assert.equal((await get(admin, '/rest/api/space/HIDE')).status, 404);
      assert.equal((await get(admin, '/rest/api/space/WORK')).status, 200);
    });

    test('loses and gains spaces at once, with the token that it has', async () => {
      const changeTo = async (change: Partial<ServiceAccountInput>) => {
        const account = await weir.rooms.serviceAccounts.find(confined.id);
        assert.ok(account);
        const input = { ...serviceAccountInput(account), ...change };
        assert.equal((await weir.rooms.serviceAccounts.update(confined.id, input, by, account.updatedAt)).kind, 'saved');
      };
      await changeTo({ spaces: [{ key: 'READ', access: 'write' }] });
      assert.equal((await get(confined, `/rest/api/content/${ids.work}`)).status, 404);
      assert.equal(
        (await send(confined, 'POST', `/rest/api/content/${ids.read}/label`, [{ prefix: 'global', name: 'ok' }])).status,
        200,
      );
      await changeTo({ reach: 'all', spaces: [] });
      assert.equal((await get(confined, `/rest/api/content/${ids.hidden}`)).status, 200);
    });
  });
}
