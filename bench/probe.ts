/**
 * The limit that Weir is held against: the least that an honest server can do, on `node:http` and `node:sqlite` alone.
 * Tokens (client credentials), introspection, and two reads with a bearer token, whose bytes it is given.
 * Started by the benchmark with a folder that has `user.json` and `content.json`; says over IPC where it listens.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const folder = process.argv[2] ?? '.';
const answers = {
  user: readFileSync(join(folder, 'user.json')),
  content: readFileSync(join(folder, 'content.json')),
};
const lifetime = 3600;

const sha256 = (text: string): string => hash('sha256', text, 'base64url');
const secretValue = (): string => randomBytes(32).toString('base64url');

const clientId = randomBytes(16).toString('hex');
const clientSecret = secretValue();

const database = new DatabaseSync(join(folder, 'probe.sqlite'));
database.exec(`
  pragma journal_mode = wal;
  pragma synchronous = full;
  create table client (client_id text primary key, secret_hash text not null) strict, without rowid;
  create table token (token_hash text primary key, client_id text not null, scope text not null, expires_at integer not null) strict, without rowid;
`);
database.prepare('insert into client values (?, ?)').run(clientId, sha256(clientSecret));
const findClient = database.prepare('select secret_hash from client where client_id = ?', { returnArrays: true });
const findToken = database.prepare('select client_id, scope, expires_at from token where token_hash = ?', { returnArrays: true });
const insertToken = database.prepare('insert into token values (?, ?, ?, ?)');
const begin = database.prepare('begin immediate');
const commit = database.prepare('commit');

interface Issue {
  readonly token: string;
  readonly scope: string;
  readonly response: ServerResponse;
}

let pending: Issue[] = [];

/** One commit for all that arrived in this turn of the event loop; nobody is answered before it. */
function commitPending(): void {
  const issues = pending;
  pending = [];
  const expiresAt = Date.now() + lifetime * 1000;
  begin.run();
  for (const { token, scope } of issues) insertToken.run(sha256(token), clientId, scope, expiresAt);
  commit.run();
  for (const { token, scope, response } of issues) {
    answer(response, 200, JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: lifetime, scope }));
  }
}

function isClient(form: URLSearchParams): boolean {
  // The columns of the query above, as SQLite gives them.
  const row = findClient.get(form.get('client_id') ?? '') as unknown as [string] | undefined;
  return row !== undefined && timingSafeEqual(Buffer.from(row[0]), Buffer.from(sha256(form.get('client_secret') ?? '')));
}

interface Token {
  readonly owner: string;
  readonly scope: string;
  readonly expiresAt: number;
}

function liveToken(token: string): Token | undefined {
  // As above.
  const row = findToken.get(sha256(token)) as unknown as [string, string, number] | undefined;
  if (row === undefined || row[2] < Date.now()) return undefined;
  return { owner: row[0], scope: row[1], expiresAt: row[2] };
}

function answer(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

function issueToken(form: URLSearchParams, response: ServerResponse): void {
  if (!isClient(form)) {
    answer(response, 401, '{"error":"invalid_client"}');
  } else if (form.get('grant_type') !== 'client_credentials') {
    answer(response, 400, '{"error":"unsupported_grant_type"}');
  } else {
    if (pending.length === 0) setImmediate(commitPending);
    pending.push({ token: secretValue(), scope: form.get('scope') ?? '', response });
  }
}

function introspect(form: URLSearchParams, response: ServerResponse): void {
  if (!isClient(form)) {
    answer(response, 401, '{"error":"invalid_client"}');
    return;
  }
  const token = liveToken(form.get('token') ?? '');
  const facts = token
    ? { active: true, client_id: token.owner, scope: token.scope, exp: Math.floor(token.expiresAt / 1000) }
    : { active: false };
  answer(response, 200, JSON.stringify(facts));
}

function withForm(request: IncomingMessage, use: (form: URLSearchParams) => void): void {
  let text = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => {
    text += chunk;
  });
  request.on('end', () => use(new URLSearchParams(text)));
}

function read(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { authorization = '' } = request.headers;
  const isKnown = authorization.startsWith('Bearer ') && liveToken(authorization.slice(7)) !== undefined;
  if (isKnown) answer(response, 200, body);
  else answer(response, 401, '{"error":"invalid_token"}');
}

const server = createServer((request, response) => {
  const url = request.url ?? '';
  if (url === '/token') withForm(request, (form) => issueToken(form, response));
  else if (url === '/introspect') withForm(request, (form) => introspect(form, response));
  else if (url === '/user/current') read(request, response, answers.user);
  else if (url.startsWith('/content/')) read(request, response, answers.content);
  else answer(response, 404, '{"error":"not_found"}');
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.send?.({ baseUrl: `http://127.0.0.1:${port}`, clientId, clientSecret });
});
process.on('disconnect', () => process.exit());
