/**
 * Requests to an S3-compatible store, signed with AWS Signature Version 4 and repeated when the store is busy. Its address is the
 * administrator's own setting, so it may be in their own network.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import type { Milliseconds } from '../../foundation/clock.ts';

export interface S3Settings {
  /** `https://s3.example.org`, without a path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Whether the bucket is the first part of the path; otherwise of the host name. */
  readonly pathStyle: boolean;
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Without one it is about the bucket. Only letters, digits, hyphens and slashes. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
}

/**
 * @returns an answer of the 200s, or one of 404; its body is to be read or cancelled
 * @throws what the store says otherwise, in a few words, when it is still so after some attempts
 */
export type SendToS3 = (request: S3Request) => Promise<Response>;

/** Until an answer begins. */
const longestWait: Milliseconds = 60_000;
/** At once, until their answers begin: the doctor asks for hundreds. */
const mostRequests = 32;
const pauses: readonly Milliseconds[] = [200, 1_000, 3_000];
/** In characters. */
const longestReason = 200;

export function s3Requests(settings: S3Settings): SendToS3 {
  const { accessKeyId, secretAccessKey, region } = settings;
  const inTurn = turns(mostRequests);
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });

  async function attempt({ method, key = '', query = {}, headers = {}, body }: S3Request): Promise<Response> {
    const url = addressOf(settings, key);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signed = await client.sign(url, {
      method,
      // The store compares what it received with this: a body that was changed on its way is refused.
      headers: {
        ...headers,
        'X-Amz-Content-Sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      },
      ...(body === undefined ? {} : { body }),
    });
    const sent = new Headers(signed.headers);
    // Not signed: proxies change it.
    sent.set('Accept-Encoding', 'identity');
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(new Error('no answer in time')), longestWait);
    try {
      return await fetch(url, {
        method,
        headers: sent,
        redirect: 'manual',
        signal: control.signal,
        ...(body === undefined ? {} : { body }),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  return async (request) => {
    const what = `${request.method} ${request.key ?? settings.bucket}`;
    for (let tries = 0; ; tries += 1) {
      const pause = pauses[tries];
      const answer = await inTurn(() => attempt(request)).catch((error: unknown) => {
        if (pause === undefined) throw new Error(`the file store cannot be reached (${what})`, { cause: error });
        return undefined;
      });
      if (answer !== undefined && (answer.ok || answer.status === 404)) return answer;
      const isBusy = answer === undefined || answer.status >= 500 || answer.status === 429;
      if (pause === undefined || !isBusy) {
        const said = answer === undefined ? '' : (await answer.text()).slice(0, longestReason);
        throw new Error(`the file store answered ${answer?.status} (${what}) ${said}`.trim());
      }
      await answer?.body?.cancel();
      await wait(pause);
    }
  };
}

/** @returns a function that runs what it is given, so much at once and the rest in turn */
function turns(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running === most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever goes next takes this place.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

function addressOf({ endpoint, bucket, pathStyle }: S3Settings, key: string): URL {
  const url = new URL(endpoint);
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  url.pathname = pathStyle ? `/${bucket}/${key}` : `/${key}`;
  return url;
}
