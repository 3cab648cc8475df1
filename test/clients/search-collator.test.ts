/**
 * Backstage's collator for Confluence, which nobody here wrote: fetches everything that its token may see, for a search index
 * elsewhere.
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import {
  ConfluenceCollatorFactory,
  type ConfluenceCollatorFactoryOptions,
  type IndexableConfluenceDocument,
} from '@backstage-community/plugin-search-backend-module-confluence-collator';
import { type ApiAnswer, apiClient } from '../support/api-client.ts';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { apiPremises, installations } from './api-premises.ts';

type Settings = Readonly<Record<string, string | number | readonly string[]>>;

/** As much of Backstage's configuration as the collator reads: settings by their dotted names below `confluence.default`. */
function configuration(settings: Settings) {
  const config = {
    getConfig: () => config,
    has: () => true,
    getString: (key: string) => settings[key],
    getOptionalString: (key: string) => settings[key],
    getOptionalStringArray: (key: string) => settings[key],
    getOptionalNumber: (key: string) => settings[key],
  };
  // The collator calls nothing else of it.
  return config as unknown as Parameters<typeof ConfluenceCollatorFactory.fromConfig>[0];
}

/** Runs the collator. @returns its documents by title, and what it complained about */
async function collate(settings: Settings) {
  const complaints: unknown[] = [];
  const ignore = () => undefined;
  const logger: ConfluenceCollatorFactoryOptions['logger'] = {
    child: () => logger,
    debug: ignore,
    info: ignore,
    warn: (message) => complaints.push(message),
    error: (message) => complaints.push(message),
  };
  const collator = await ConfluenceCollatorFactory.fromConfig(configuration(settings), { logger }).getCollator();
  const documents: IndexableConfluenceDocument[] = await collator.toArray();
  return { documents: new Map(documents.map((document) => [document.title, document])), complaints };
}

for (const installation of installations) {
  suite(`the search collator on ${installation.engine} at ${installation.contextPath || 'the root'}`, async () => {
    const { weir, uma, accessToken, api, spaceKey, homepageId } = await apiPremises(installation);
    after(() => weir.stop());
    const { baseUrl } = weir;
    const bearer = { baseUrl, 'auth.token': accessToken };

    const create = async (content: object): Promise<ApiAnswer['json']> => {
      const body = { storage: { value: '<p>Text of <b>it</b> &amp; more</p>', representation: 'storage' } };
      const made = await api('POST', '/rest/api/content', { type: 'page', space: { key: spaceKey }, body, ...content });
      assert.equal(made.status, 200, made.text);
      return made.json;
    };
    const parent = await create({ title: 'Parent', ancestors: [{ id: homepageId }] });
    const child = await create({ title: 'Child', ancestors: [{ id: parent.id }] });

    test('takes every page with its text, its place and who changed it last', async () => {
      const { documents, complaints } = await collate(bearer);
      assert.deepEqual(complaints, []);
      const document = documents.get('Child');
      assert.ok(document);
      const { lastModified, ...rest } = document;
      const webui = (path: string) => `${baseUrl}${path}`;
      assert.deepEqual(rest, {
        title: 'Child',
        text: 'Text of it &amp; more',
        location: webui(child._links.webui),
        spaceKey,
        spaceName: 'Documents',
        ancestors: [
          { title: 'Documents', location: webui(`/display/${spaceKey}`) },
          { title: 'Documents Home', location: webui(`/spaces/${spaceKey}/pages/${homepageId}/Documents+Home`) },
          { title: 'Parent', location: webui(parent._links.webui) },
        ],
        lastModifiedBy: 'Uma Example',
        lastModifiedFriendly: undefined,
      });
      assert.ok(Number.isFinite(Date.parse(lastModified)));
    });

    test('takes blog posts, comments and files too', async () => {
      await create({ type: 'blogpost', title: 'News' });
      await create({ type: 'comment', container: { id: parent.id, type: 'page' } });
      const attached = await fetch(`${baseUrl}/rest/api/content/${parent.id}/child/attachment`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'x-atlassian-token': 'no-check', 'content-type': multipartType },
        body: multipart([filePart('notes.txt', 'abc')]),
      });
      assert.equal(attached.status, 200);
      const { documents, complaints } = await collate(bearer);
      assert.deepEqual(complaints, []);
      assert.equal(documents.get('notes.txt')?.spaceKey, spaceKey);
      assert.equal(documents.get('News')?.text, 'Text of it &amp; more');
      assert.equal(documents.get('Re: Parent')?.spaceKey, spaceKey);
    });

    test('takes what its spaces and its query say', async () => {
      const other = await api('POST', '/rest/api/space', { key: 'OTHER', name: 'Other' });
      assert.equal(other.status, 200);
      await create({ title: 'Elsewhere', space: { key: 'OTHER' } });
      const only = await collate({ ...bearer, spaces: ['OTHER', 'NONE'], query: 'type=page and title~"Elsewhere"' });
      assert.deepEqual([...only.documents.keys()], ['Elsewhere']);
    });

    test('takes a personal access token or a password just as well, and nothing that its user may not see', async () => {
      const otto = await weir.user('otto');
      const basic = apiClient(weir, `Basic ${Buffer.from(`${uma.username}:${uma.password}`).toString('base64')}`);
      const { json } = await basic('POST', '/rest/pat/latest/tokens', { name: 'Collator', expirationDuration: 30 });
      const query = 'type=page and title=Child';
      const byToken = await collate({ baseUrl, 'auth.token': json.rawToken, query });
      const byPassword = (user: typeof uma) => ({ 'auth.username': user.username, 'auth.password': user.password });
      const byName = await collate({ baseUrl, 'auth.type': 'userpass', ...byPassword(uma), query });
      assert.deepEqual([byToken.documents.size, byName.documents.size], [1, 1]);
      const restriction = [{ operation: 'read', restrictions: { user: [{ type: 'known', username: 'uma' }] } }];
      assert.equal((await api('PUT', `/rest/api/content/${child.id}/restriction`, restriction)).status, 200);
      const hidden = await collate({ baseUrl, 'auth.type': 'userpass', ...byPassword(otto), query });
      assert.deepEqual([hidden.documents.size, hidden.complaints], [0, []]);
    });
  });
}

test('the search collator goes through all pages of a long list', async (context) => {
  const { weir, accessToken, api, spaceKey } = await apiPremises({ engine: 'sqlite', contextPath: '/confluence' });
  context.after(() => weir.stop());
  const titles = Array.from({ length: 510 }, (_, index) => `Page ${index}`);
  for (let made = 0; made < titles.length; made += 30) {
    const some = titles.slice(made, made + 30);
    await Promise.all(some.map((title) => api('POST', '/rest/api/content', { type: 'page', title, space: { key: spaceKey } })));
  }
  const settings = { baseUrl: weir.baseUrl, 'auth.token': accessToken, query: 'type=page', parallelismLimit: 5 };
  const { documents, complaints } = await collate(settings);
  assert.deepEqual(complaints, []);
  assert.deepEqual(
    titles.filter((title) => !documents.has(title)),
    [],
  );
});
