/** What a client of the API finds: an account, a space of it with a home page, and an access token that came by the whole code flow. */
import assert from 'node:assert/strict';
import type { Engine } from '../../src/database/database.ts';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

export interface ApiPremises {
  readonly weir: TestWeir;
  readonly uma: TestUser;
  /** With the scope WRITE, for uma. */
  readonly accessToken: string;
  /** What a test asks beside the client. */
  readonly api: ApiClient;
  readonly spaceKey: string;
  readonly homepageId: string;
}

/** Each client is tried on both databases, and both below a context path and at the root. */
export const installations: readonly { readonly engine: Engine; readonly contextPath: string }[] = [
  { engine: 'sqlite', contextPath: '/confluence' },
  { engine: 'postgresql', contextPath: '' },
];

export async function apiPremises(installation: (typeof installations)[number]): Promise<ApiPremises> {
  const weir = await startWeir(installation);
  const uma = await weir.user('uma');
  const { access_token: accessToken } = await weir.tokensFor(uma, await weir.link(), { scope: 'WRITE' });
  const api = apiClient(weir, `Bearer ${accessToken}`);
  const spaceKey = 'DOC';
  const space = await api('POST', '/rest/api/space', { key: spaceKey, name: 'Documents' });
  assert.equal(space.status, 200, space.text);
  const { json } = await api('GET', `/rest/api/space/${spaceKey}?expand=homepage`);
  return { weir, uma, accessToken, api, spaceKey, homepageId: json.homepage.id };
}
