/** What the tests of backups share: a wiki with something of everything, and empty places to restore it into. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { carriedTables } from '../../src/backup/tables.ts';
import type { Database, Engine } from '../../src/database/database.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { freshPostgresDatabase } from '../support/postgres.ts';
import { basicOf } from '../support/routes.ts';
import type { S3Server } from '../support/s3-server.ts';
import type { TestWeir } from '../support/weir.ts';

export interface EmptyPlace {
  readonly home: string;
  /** For commands and servers. */
  readonly environment: Readonly<Record<string, string>>;
  open(): Promise<Database>;
  remove(): Promise<void>;
}

/** A data folder that does not exist yet, and an empty database. */
export async function emptyPlace(engine: Engine, s3?: S3Server): Promise<EmptyPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-restore-'));
  const home = join(folder, 'another', 'path');
  const postgres = engine === 'postgresql' ? await freshPostgresDatabase() : undefined;
  return {
    home,
    environment: {
      WEIR_HOME: home,
      WEIR_LOG_LEVEL: 'error',
      ...(postgres === undefined ? {} : { WEIR_DATABASE_URL: postgres.url }),
      ...(s3 === undefined ? {} : s3Environment(s3)),
    },
    open: () => openDatabase(postgres === undefined ? { file: join(home, 'weir.db') } : { url: postgres.url }),
    async remove() {
      await postgres?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function s3Environment({ settings }: S3Server): Record<string, string> {
  return {
    WEIR_ATTACHMENT_STORE: 's3',
    WEIR_S3_ENDPOINT: settings.endpoint,
    WEIR_S3_BUCKET: settings.bucket,
    WEIR_S3_REGION: settings.region,
    WEIR_S3_ACCESS_KEY_ID: settings.accessKeyId,
    WEIR_S3_SECRET_ACCESS_KEY: settings.secretAccessKey,
  };
}

export async function post(weir: TestWeir, path: string, body: object) {
  const answer = await fetch(weir.baseUrl + path, {
    method: 'POST',
    headers: { authorization: basicOf(weir.admin), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  const json: unknown = await answer.json();
  return json as { readonly id: string }; // The shape of a space or a content.
}

export function page(title: string, text: string) {
  return {
    type: 'page',
    title,
    space: { key: 'DOC' },
    body: { storage: { value: `<p>${text}</p>`, representation: 'storage' } },
  };
}

export async function attach(weir: TestWeir, pageId: string, name: string, bytes: Buffer): Promise<void> {
  const answer = await fetch(`${weir.baseUrl}/rest/api/content/${pageId}/child/attachment`, {
    method: 'POST',
    headers: { authorization: basicOf(weir.admin), 'content-type': multipartType, 'x-atlassian-token': 'nocheck' },
    body: new Uint8Array(multipart([filePart(name, bytes, 'application/octet-stream')])),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
}

/** Spaces, pages, attachments of several sizes, a link with a secret, tokens. */
export async function furnish(weir: TestWeir) {
  const uma = await weir.user('uma');
  await post(weir, '/rest/api/space', { key: 'DOC', name: 'Docs' });
  const home = await post(weir, '/rest/api/content', page('Straße & “Quotes” 😀', 'unmistakable zeppelin\\ntext'));
  for (const [index, size] of [0, 1, 5_000, 300_000].entries()) {
    await attach(weir, home.id, `file ${index}.bin`, randomBytes(size));
  }
  const link = await weir.link({ name: 'A link', scope: 'SYSTEM_ADMIN' });
  const tokens = await weir.tokensFor(uma, link, { scope: 'READ' });
  return { uma, home, link, tokens };
}

/** @returns a digest of the rows of every table that a backup carries */
export async function carried(database: Database): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const table of carriedTables(migrations.length)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(database.read);
    const lines = rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
    digests[table] = `${lines.length} rows ${createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 12)}`;
  }
  return digests;
}
