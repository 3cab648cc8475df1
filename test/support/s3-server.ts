/**
 * A small S3-compatible store for tests: it checks every signature by itself (AWS Signature Version 4) and the digest of every body, keeps objects
 * in memory, and knows put, get with ranges, head, delete, list in pages, and uploads in parts.
 */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Settings } from '../../src/wiki/attachments/s3-requests.ts';

export interface S3Server {
  readonly settings: S3Settings;
  readonly objects: Map<string, Buffer>;
  /** Uploads in parts that are not ended, by id. */
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>;
  /** How many requests were open at once at most. */
  mostOpen: number;
  /** Answered so many times with 503 before anything else. */
  busy: number;
  close(): Promise<void>;
}

const bucket = 'weir-files';
const accessKeyId = 'TESTKEY';
const secretAccessKey = 'a secret/of+the tests';
const region = 'eu-test-1';
/** How many keys a page of a list has. */
const pageSize = 2;

export async function startS3Server(): Promise<S3Server> {
  const objects: S3Server['objects'] = new Map();
  const uploads: S3Server['uploads'] = new Map();
  const state: S3Server = {
    objects,
    uploads,
    busy: 0,
    mostOpen: 0,
    settings: { endpoint: '', bucket, region, accessKeyId, secretAccessKey, pathStyle: true },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    state.mostOpen = Math.max(state.mostOpen, open);
    response.once('close', () => {
      open -= 1;
    });
    answer(state, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, { settings: { ...state.settings, endpoint: `http://127.0.0.1:${port}` } });
}

async function answer(state: S3Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const url = new URL(request.url ?? '/', 'http://store');
  const say = (status: number, text = '', headers: Record<string, string> = {}) => {
    response.writeHead(status, headers).end(text);
  };
  const problem = signatureProblem(request, url, body);
  if (problem !== undefined) return say(403, `<Error><Code>SignatureDoesNotMatch</Code><Message>${problem}</Message></Error>`);
  if (state.busy > 0) {
    state.busy -= 1;
    return say(503, '<Error><Code>SlowDown</Code></Error>');
  }
  const [, asked, ...rest] = decodeURIComponent(url.pathname).split('/');
  if (asked !== bucket) return say(404, '<Error><Code>NoSuchBucket</Code></Error>');
  const key = rest.join('/');
  const { objects, uploads } = state;
  const query = url.searchParams;
  const uploadId = query.get('uploadId');
  const object = objects.get(key);

  if (key === '') {
    const prefix = query.get('prefix') ?? '';
    if (query.has('uploads')) {
      const open = [...uploads].filter(([, upload]) => upload.key.startsWith(prefix));
      return say(200, `<R>${open.map(([id]) => `<Upload><UploadId>${id}</UploadId></Upload>`).join('')}</R>`);
    }
    const keys = [...objects.keys()].filter((each) => each.startsWith(prefix)).sort();
    const from = Number(query.get('continuation-token')?.replace('next&', '') ?? 0);
    const more = from + pageSize < keys.length;
    const listed = keys.slice(from, from + pageSize).map((each) => `<Contents><Key>${each}</Key></Contents>`);
    const next = more ? `<NextContinuationToken>next&amp;${from + pageSize}</NextContinuationToken>` : '';
    return say(200, `<ListBucketResult>${listed.join('')}${next}</ListBucketResult>`);
  }
  switch (request.method) {
    case 'PUT': {
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      const upload = uploadId === null ? undefined : uploads.get(uploadId);
      if (uploadId !== null && upload === undefined) return say(404, '<Error><Code>NoSuchUpload</Code></Error>');
      if (upload === undefined) objects.set(key, body);
      else upload.parts.set(Number(query.get('partNumber')), body);
      return say(200, '', { ETag: etag });
    }
    case 'POST': {
      if (query.has('uploads')) {
        const id = `upload-${uploads.size}-${Math.random().toString(36).slice(2)}`;
        uploads.set(id, { key, parts: new Map() });
        return say(200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
      }
      const upload = uploads.get(uploadId ?? '');
      if (upload === undefined) return say(404, '<Error><Code>NoSuchUpload</Code></Error>');
      const parts = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));
      const pieces = parts.map((number) => upload.parts.get(number) ?? Buffer.alloc(0));
      if (pieces.slice(0, -1).some(({ length }) => length < 5 * 1024 * 1024))
        return say(400, '<Error><Code>EntityTooSmall</Code></Error>');
      objects.set(key, Buffer.concat(pieces));
      uploads.delete(uploadId ?? '');
      return say(200, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
    }
    case 'DELETE':
      if (uploadId === null) objects.delete(key);
      else uploads.delete(uploadId);
      return say(204);
    default: {
      if (object === undefined) return say(404, '<Error><Code>NoSuchKey</Code></Error>');
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
      const part = first === undefined ? object : object.subarray(Number(first), Number(last) + 1);
      response.writeHead(first === undefined ? 200 : 206, { 'Content-Length': part.length });
      response.end(request.method === 'HEAD' ? undefined : part);
    }
  }
}

/** @returns what is wrong with the signature of a request, or with the digest of its body */
function signatureProblem(request: IncomingMessage, url: URL, body: Buffer): string | undefined {
  const { authorization = '' } = request.headers;
  const [, credential = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(authorization) ?? [];
  const [key, date = '', ...scope] = credential.split('/');
  if (key !== accessKeyId || scope.join('/') !== `${region}/s3/aws4_request`) return `the credential is ${credential}`;
  const digest = String(request.headers['x-amz-content-sha256']);
  if (digest !== createHash('sha256').update(body).digest('hex')) return 'the body has another digest';
  const time = String(request.headers['x-amz-date']);
  if (!time.startsWith(date) || Math.abs(Date.now() - timeOf(time)) > 900_000) return `the time is ${time}`;
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.split(';').includes(name)))
    return `only ${names} is signed`;
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), names, digest].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();
  const signing = [date, ...scope].reduce<string | Buffer>((secret, text) => hmac(secret, text), `AWS4${secretAccessKey}`);
  const expected = hmac(signing, ['AWS4-HMAC-SHA256', time, [date, ...scope].join('/'), hashed].join('\n')).toString('hex');
  return expected === signature ? undefined : 'the signature is another';
}

function timeOf(time: string): number {
  return Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
