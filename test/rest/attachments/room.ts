/** A wiki behind the API with one space: Uma owns it, Rita may only look. Everything that tests of attachments do again and again. */
import assert from 'node:assert/strict';
import type { Engine } from '../../../src/database/database.ts';
import type { Person, Scope } from '../../../src/http/caller.ts';
import { filePart, multipart, multipartType, type Part } from '../../support/attachments.ts';
import { restOn } from '../../support/rest.ts';

/** What uploads need against forgery. */
export const noCheck = { 'x-atlassian-token': 'no-check' };

export type AttachmentRoom = Awaited<ReturnType<typeof attachmentRoom>>;

export async function attachmentRoom(engine: Engine) {
  const made = await restOn(engine);
  const uma = await made.person('uma');
  const rita = await made.person('rita', []);
  const space = await made.space(uma, 'DOC');
  await made.grant(space, 'user', rita.id, 'view');
  const page = await made.page(uma, 'DOC', 'Files here');
  const api = made.rest.as(uma);

  const on = (id: number | string) => `/rest/api/content/${id}/child/attachment`;

  async function upload(
    path: string,
    parts: readonly Part[] | Buffer,
    {
      method = 'POST',
      person = uma,
      scope = 'WRITE',
      headers = noCheck,
    }: { method?: 'POST' | 'PUT'; person?: Person; scope?: Scope; headers?: Record<string, string> } = {},
  ) {
    const answer = await made.rest.app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${person.username}:${scope}`, 'content-type': multipartType, ...headers },
      payload: Buffer.isBuffer(parts) ? parts : multipart(parts),
    });
    return { status: answer.statusCode, json: answer.json(), message: answer.json().message as string | undefined };
  }

  let pages = 0;
  const newPage = () => made.page(uma, 'DOC', `Page ${++pages} for files`);

  return {
    made,
    uma,
    rita,
    page,
    api,
    on,
    upload,
    newPage,

    /** Attaches one file to a new page. */
    async attached(filename: string, value: string | Buffer = 'abc', type?: string) {
      const { id } = await newPage();
      const { status, json } = await upload(on(id), [filePart(filename, value, type)]);
      assert.equal(status, 200, JSON.stringify(json));
      return { pageId: id, id: json.results[0].id as string, json: json.results[0] };
    },

    /** @returns how many files lie in the store, as the table says */
    async files() {
      const stored = await made.database.read.selectFrom('stored_file').select('id').execute();
      return stored.length;
    },

    download: (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
      made.rest.app.inject({ method, url: path, headers: { authorization: 'Bearer uma:READ', ...headers } }),

    close: () => made.rest.close(),
  };
}
