/** What the API answers is what its description says: every operation is called, and held against its schema. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type DescribedApi, describedApi } from '../support/answer-schemas.ts';
import { type ApiAnswer, apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

const everything =
  'body.storage,body.view,body.export_view,body.styled_view,body.editor,body.anonymous_export_view,version,space.homepage,space.description.plain,space.icon,space.metadata.labels,ancestors,container,history.lastUpdated,history.previousVersion,history.nextVersion,history.contributors.publishers.users,children.page.version,children.comment,children.attachment,descendants.page,metadata.labels,metadata.properties.note.version,restrictions.read.restrictions.user,restrictions.update.restrictions.group,operations,extensions.inlineProperties,extensions.resolution,relevantViewRestrictions.restrictions.user.status,relevantViewRestrictions.content,version.content,version.by.status,body.view.webresource,body.view.content,metadata.currentuser.favourited,metadata.currentuser.lastmodified,metadata.currentuser.lastcontributed,metadata.currentuser.viewed,metadata.frontend,metadata.editorHtml,metadata.properties.note.additionalProperties';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`answers keep to their schemas, on ${engine}`, () => {
    let weir: TestWeir;
    let api: DescribedApi;

    before(async () => {
      weir = await startWeir({ engine, contextPath: '/confluence' });
      api = await describedApi(weir);
    });
    after(() => weir.stop());

    /** Calls as the administrator, by Basic, and checks the answer. */
    async function call(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
      const answer = await apiClient(weir, basicOf(weir.admin))(method, path, body);
      api.check(method, decodeURI(path), answer.status, answer.json);
      return answer;
    }

    /** The same, and it must work. */
    async function done(method: string, path: string, body?: unknown): Promise<ApiAnswer['json']> {
      const { status, text, json } = await call(method, path, body);
      assert.ok(status < 300, `${method} ${path} answered ${status}: ${text}`);
      return json;
    }

    async function upload(method: 'POST' | 'PUT', path: string, name: string): Promise<ApiAnswer['json']> {
      const form = new FormData();
      form.set('comment', 'A file');
      form.set('file', new Blob(['some text'], { type: 'text/plain' }), name);
      const headers = { authorization: basicOf(weir.admin), 'x-atlassian-token': 'no-check' };
      const answer = await fetch(weir.baseUrl + path, { method, body: form, headers });
      const json: unknown = await answer.json();
      api.check(method, path, answer.status, json);
      assert.equal(answer.status, 200);
      return json;
    }

    /** A call that a form of a page could make, with the header that no page of another site can send. */
    async function form(path: string): Promise<void> {
      const headers = { authorization: basicOf(weir.admin), 'x-atlassian-token': 'no-check' };
      const answer = await fetch(weir.baseUrl + path, { method: 'POST', headers });
      const text = await answer.text();
      api.check('POST', path, answer.status, text === '' ? undefined : JSON.parse(text));
      assert.ok(answer.ok, text);
    }

    test('for every operation', async () => {
      const uma = await weir.user('uma');
      const { userKey } = uma.person;
      await done('POST', '/rest/api/space', { key: 'DOC', name: 'Docs', description: { plain: { value: 'All of them' } } });
      await done('POST', '/rest/api/space/_private', { key: 'MINE', name: 'Mine' });
      await done('POST', '/rest/api/space/personal');
      await done('POST', '/rest/api/admin/space/personal/uma');

      const page = (title: string, value: string, more: object = {}) =>
        done('POST', '/rest/api/content', {
          type: 'page',
          title,
          space: { key: 'DOC' },
          body: { storage: { value, representation: 'storage' } },
          ...more,
        });
      const macro =
        '<ac:structured-macro ac:name="code" ac:macro-id="a1b2"><ac:parameter ac:name="language">js</ac:parameter><ac:plain-text-body><![CDATA[1]]></ac:plain-text-body></ac:structured-macro>';
      const { id } = await page('Top', `<p>One page</p>${macro}`);
      const below = await page('Below', '<p>two</p>', { ancestors: [{ id }] });
      const other = await page('Other', '<p>three</p>');
      const draft = await page('Draft', '<p>four</p>', { status: 'draft' });
      const trashed = await page('Trashed', '<p>five</p>');
      await done('DELETE', `/rest/api/content/${trashed.id}`);
      await done('POST', '/rest/api/content', {
        type: 'blogpost',
        title: 'News',
        space: { key: 'DOC' },
        body: { storage: { value: '<p>n</p>', representation: 'storage' } },
      });
      const comment = await done('POST', '/rest/api/content', {
        type: 'comment',
        container: { id, type: 'page' },
        body: { storage: { value: '<p>c</p>', representation: 'storage' } },
      });
      await done('PUT', `/rest/api/content/${id}`, {
        type: 'page',
        title: 'Top',
        version: { number: 2 },
        body: { storage: { value: `<p>Again</p>${macro}`, representation: 'storage' } },
      });
      await done('PUT', `/rest/api/content/blueprint/instance/${draft.id}`, {
        type: 'page',
        title: 'Published',
        space: { key: 'DOC' },
        version: { number: 1 },
      });
      const second = await page('Second draft', '<p>six</p>', { status: 'draft' });
      await done('POST', `/rest/api/content/blueprint/instance/${second.id}`, {
        type: 'page',
        title: 'Second',
        space: { key: 'DOC' },
      });

      const content = `/rest/api/content/${id}`;
      const file = (await upload('POST', `${content}/child/attachment`, 'a.txt')).results[0].id;
      await upload('PUT', `${content}/child/attachment`, 'a.txt');
      await upload('POST', `${content}/child/attachment/${file}/data`, 'a.txt');
      await done('PUT', `${content}/child/attachment/${file}`, {
        id: file,
        type: 'attachment',
        title: 'b.txt',
        version: { number: 3 },
      });
      await done('DELETE', `${content}/child/attachment/${file}/version/1`);
      await form(`${content}/child/attachment/${file}/move?newName=c.txt&newContentId=${id}`);
      await form(`/pages/movepage.action?pageId=${other.id}&targetId=${id}&position=below`);
      for (const owner of [content, '/rest/api/space/DOC']) {
        await done('POST', `${owner}/label`, [{ prefix: 'global', name: 'docs' }, { name: 'more' }]);
        await done('POST', `${owner}/property`, { key: 'note', value: { deep: [1, null] } });
        await done('POST', `${owner}/property/other`, { key: 'other', value: 'text' });
        await done('PUT', `${owner}/property/note`, { key: 'note', value: 3, version: { number: 2 } });
        await done('DELETE', `${owner}/property/other`);
      }
      await done('POST', '/rest/api/space/DOC/category/team');
      await done('PUT', `${content}/restriction`, [
        { operation: 'update', restrictions: { user: [{ username: 'admin' }], group: [{ name: 'weir-users' }] } },
      ]);
      await done('POST', `${content}/restriction`, [{ operation: 'update', restrictions: { user: [{ username: 'uma' }] } }]);
      await done('PUT', `${content}/restriction/byOperation/read/user?userName=admin`);
      await done('PUT', `${content}/restriction/byOperation/read/group/weir-users`);
      for (const tail of [`content/${id}`, 'space/DOC']) await done('POST', `/rest/api/user/watch/${tail}`);
      await done('PUT', `/rest/api/content/${other.id}/move/append/${id}`);

      await done('POST', '/rest/api/admin/group', { name: 'writers' });
      await done('PUT', '/rest/api/user/uma/group/writers');
      await done('POST', '/rest/api/admin/user', {
        userName: 'otto',
        fullName: 'Otto',
        email: 'otto@example.org',
        password: 'a long password of otto',
      });
      await done('PUT', '/rest/api/admin/user/otto', { fullName: 'Otto Other', email: 'otto@example.org' });
      await done('PUT', '/rest/api/admin/user/otto/disable');
      await done('PUT', '/rest/api/admin/user/otto/enable');
      await done('POST', '/rest/api/admin/user/otto/password', { password: 'another long password of otto' });
      await done('PUT', '/rest/api/user/current', { fullName: 'Ada Admin' });

      const operation = { targetType: 'space', operationKey: 'read' };
      await done('POST', '/rest/api/space/DOC/permissions', [{ userKey, operations: [operation] }]);
      for (const verb of ['grant', 'revoke']) {
        for (const who of ['anonymous', 'group/writers', `user/${userKey}`])
          await done('PUT', `/rest/api/space/DOC/permissions/${who}/${verb}`, [operation]);
        for (const who of ['group/writers', `user/${userKey}`]) {
          await done('PUT', `/rest/api/permissions/${who}/${verb}`, [{ targetType: 'space', operationKey: 'create' }]);
        }
      }
      await done('PUT', '/rest/api/permissions', [{ userKey, operations: [{ targetType: 'application', operationKey: 'use' }] }]);
      assert.equal((await call('PUT', '/rest/api/permissions/anonymous/grant', [operation])).status, 400);

      const hook = await done('POST', '/rest/api/webhooks', {
        name: 'Hook',
        url: 'https://hooks.example.org/',
        events: ['page_created'],
        // Nobody is there to deliver to.
        active: false,
        credentials: { username: 'u', password: 'p' },
      });
      await done('PUT', `/rest/api/webhooks/${hook.id}`, { name: 'Hook 2' });
      await done('POST', '/rest/api/webhooks/test?url=https%3A%2F%2F127.0.0.1%2F');
      await done('POST', '/rest/api/audit', { summary: 'Something', affectedObject: { name: 'x', objectType: 'y' } });
      await done('PUT', '/rest/api/audit/retention', { number: 2, units: 'YEARS' });
      const token = await done('POST', '/rest/pat/latest/tokens', { name: 'mine', expirationDuration: 5, scope: 'READ' });
      const umaToken = await apiClient(weir, basicOf(uma))('POST', '/rest/pat/latest/tokens', {
        name: 'hers',
        expirationDuration: 5,
      });
      const link = await done('POST', '/rest/oauth2/latest/client', {
        name: 'Link',
        redirects: ['https://app.example.org/callback'],
        scope: 'READ',
        clientType: 'confidential',
      });
      await done('PUT', `/rest/oauth2/latest/client/${link.id}`, { name: 'Link 2' });
      await done('POST', `/rest/oauth2/latest/client/${link.id}/rotate`, { overlapDays: 1 });
      const template = await done('POST', '/rest/api/template', {
        name: 'Letter',
        space: { key: 'DOC' },
        labels: [{ name: 'letter' }],
        body: { storage: { value: '<p><at:var at:name="who" /></p>', representation: 'storage' } },
      });
      await done('PUT', '/rest/api/template', { templateId: template.templateId, description: 'To somebody' });
      await done('POST', `/rest/weir/1.0/template/${template.templateId}/page`, {
        title: 'Dear Lin',
        space: { key: 'DOC' },
        variables: { who: 'Lin' },
      });
      for (const path of ['/rest/api/color-scheme', '/rest/api/space/DOC/color-scheme']) {
        await done('PUT', path, await done('GET', path));
        await done('PUT', `${path}/reset`);
      }
      await done('PUT', '/rest/api/space/DOC/color-scheme/type', { type: 'GLOBAL' });
      const rpc = '/rpc/json-rpc/confluenceservice-v2';
      await done('POST', rpc, { jsonrpc: '2.0', method: 'getSpacePermissionSets', params: ['DOC'], id: 7 });
      await done('POST', rpc, { jsonrpc: '2.0', method: 'nothing', id: 7 });
      await done('POST', `${rpc}/getSpacePermissionSets`, ['DOC']);
      assert.equal((await call('POST', `${rpc}/getSpacePermissionSets`, ['NO'])).status, 404);
      await done('POST', '/rest/api/contentbody/convert/view', { value: '<p>x</p>', representation: 'storage' });

      // Every GET of the description, with a name for each name in its path.
      const backups = '/rest/api/backup-restore';
      const job = await done('POST', `${backups}/backup/site`, { skipAttachments: true });
      const made = async () => (await done('GET', `${backups}/jobs/${job.id}`)).jobState === 'FINISHED';
      while (!(await made())) await wait(50);
      await done('PUT', `${backups}/jobs/${(await done('POST', `${backups}/backup/site`, {})).id}/cancel`);
      await done('PUT', `${backups}/jobs/clear-queue`);

      const names: Readonly<Record<string, string>> = {
        key: 'DOC',
        label: 'docs',
        propertyKey: 'note',
        type: 'page',
        operation: 'read',
        version: '1',
        macroId: 'a1b2',
        number: '1',
        user: userKey,
        username: 'uma',
        userKey,
        group: 'writers',
        groupName: 'writers',
        name: 'writers',
        webhookId: String(hook.id),
        filename: 'c.txt',
        templateId: String(template.templateId),
        jobId: String(job.id),
      };
      const queries: Readonly<Record<string, string>> = {
        '/rest/api/search': 'cql=type+in+(page,space,user,blogpost)&expand=content.space',
        '/rest/api/search/user': 'cql=user.fullname~uma',
        '/rest/api/content/search': 'cql=type%3Dpage',
        '/rest/api/user': 'username=uma',
        '/rest/api/user/memberof': 'username=uma',
        '/rest/api/webhooks': 'statistics=true',
        '/rest/api/template/page': 'spaceKey=DOC&expand=body,space',
      };
      for (const described of api.operations.filter(({ method }) => method === 'GET')) {
        const path = described.path
          .replace('/rest/oauth2/latest/client/{id}', `/rest/oauth2/latest/client/${link.id}`)
          .replace('/rest/oauth2/1.0/client/{id}', `/rest/oauth2/1.0/client/${link.id}`)
          .replace('/longtask/{id}', '/longtask/1')
          .replace('/mobile/1.0/profile/{user}', '/mobile/1.0/profile/uma')
          .replace('/content/{id}', `/content/${id}`)
          .replace(/^\/download\/(\w+)\/\{id\}/, `/download/$1/${id}`)
          .replaceAll(/\{(\w+)\}/g, (hole, name: string) => names[name] ?? hole);
        if (path.includes('/longtask/') || /\/download(\/|$)/.test(path) || path.endsWith('/latest')) continue;
        const query = queries[described.path];
        await done('GET', query === undefined ? path : `${path}?${query}`);
      }
      for (const each of [id, below.id, comment.id, file]) await done('GET', `/rest/api/content/${each}?expand=${everything}`);
      await done('GET', `/rest/api/content?spaceKey=DOC&status=any&limit=3&expand=${everything}`);
      await done('GET', `/rest/api/space/DOC?expand=homepage,description.plain,description.view,icon,metadata.labels`);
      await done('GET', `${content}/child?expand=page,comment,attachment`);
      await done('GET', '/rest/api/content/scan?limit=1');
      await done('GET', `/rest/experimental/content/${id}/version/1?expand=content`);
      await done(
        'GET',
        `/rest/api/content/${id}/history?expand=previousVersion,nextVersion,lastUpdated,contributors.publishers.users`,
      );
      await done('GET', '/rest/api/group/weir-users/member?expand=status');
      for (const kind of ['comment', 'attachment', 'folder']) await done('GET', `${content}/child/${kind}?expand=${everything}`);
      // Somebody without the sight of it, something that is not there, a body that says nothing.
      for (const path of ['/rest/api/content/1', '/rest/api/space/NO', '/rest/api/webhooks/9', '/rest/api/search?cql=(']) {
        assert.ok((await call('GET', path)).status >= 400);
      }
      assert.equal((await call('POST', '/rest/api/content', {})).status, 400);

      // And what ends things, last.
      await done('DELETE', `/rest/pat/latest/tokens/${token.id}`);
      await done('DELETE', `/rest/weir/1.0/users/${userKey}/tokens/${umaToken.json.id}`);
      await done('DELETE', `/rest/oauth2/latest/client/${link.id}`);
      await done('DELETE', `/rest/api/webhooks/${hook.id}`);
      await done('DELETE', `/rest/api/template/${template.templateId}`);
      for (const owner of [content, '/rest/api/space/DOC']) {
        await done('DELETE', `${owner}/label?name=docs`);
        await done('DELETE', `${owner}/label/more`);
        await done('DELETE', `${owner}/property/note`);
      }
      await done('DELETE', '/rest/api/space/DOC/category/team');
      await done('DELETE', `${content}/restriction/byOperation/read/user?userName=admin`);
      await done('DELETE', `${content}/restriction/byOperation/read/group/weir-users`);
      await done('DELETE', `${content}/restriction`);
      for (const tail of [`content/${id}`, 'space/DOC']) await done('DELETE', `/rest/api/user/watch/${tail}`);
      await done('DELETE', `${content}/version/1`);
      await done('DELETE', `${content}/child/attachment/${file}`);
      await done('DELETE', '/rest/api/user/uma/group/writers');
      await done('DELETE', '/rest/api/admin/group/writers');
      await done('PUT', '/rest/api/space/MINE', { name: 'Mine alone' });
      await done('PUT', '/rest/api/space/MINE/archive');
      await done('PUT', '/rest/api/space/MINE/restore');
      await done('DELETE', '/rest/api/space/DOC/trash');
      const task = await done('DELETE', '/rest/api/admin/user/otto');
      await done('GET', `/rest/api/longtask/${task.id}`);
      await done('DELETE', '/rest/api/space/MINE');
      await done('POST', '/rest/api/user/current/password', {
        oldPassword: weir.admin.password,
        newPassword: 'a new password of the administrator',
      });
    });

    test('and none was left out', () => {
      const usual = (path: string) => path.replace('/rest/experimental/', '/rest/api/').replace('/1.0/', '/latest/');
      const seen = new Set([...api.checked].map(usual));
      const left = api.operations
        .filter(({ schema }) => schema !== undefined)
        .map(({ method, path }) => usual(`${method} ${path}`))
        .filter((name) => !seen.has(name));
      assert.deepEqual(left.sort(), [
        // A delivery takes another server.
        'GET /rest/api/webhooks/{webhookId}/latest',
        // A running site refuses them, and says how it is done (backups.test.ts).
        'POST /rest/api/backup-restore/backup/space',
        'POST /rest/api/backup-restore/restore/site',
        'POST /rest/api/backup-restore/restore/site/upload',
        'POST /rest/api/backup-restore/restore/space',
        'POST /rest/api/backup-restore/restore/space/upload',
      ]);
      const withoutSchema = api.operations.filter(
        ({ success, schema }) => success < 202 && schema !== undefined && Object.keys(schema).length === 0,
      );
      assert.deepEqual(
        withoutSchema.map(({ method, path }) => `${method} ${path}`),
        [],
      );
    });
  });
}
