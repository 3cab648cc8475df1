/**
 * Requests to addresses that people typed in: web hooks and linked services (security rule 15). Only https; every address that DNS
 * returns must be public, and the one that was checked is the one that is called; redirects are not followed; limited to a few
 * seconds, and to a few kilobytes or, for a page, a megabyte. Every failure looks the same and takes the same time, so that nobody can
 * map a network with it.
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Milliseconds } from '../foundation/clock.ts';
import { isPublicAddress } from './outbound-addresses.ts';

export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False only where an administrator said so: any certificate will do. */
  readonly verifyCertificate?: boolean;
  /** `page`: the answer is a page of a linked wiki and may be larger; left out: a few kilobytes. */
  readonly expects?: 'page';
}

export type OutboundOutcome =
  | {
      readonly outcome: 'answered';
      /** A redirect too: nobody follows it. */
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: Buffer;
    }
  /** `reason` is for the log and for nobody else. */
  | { readonly outcome: 'failed'; readonly reason: string };

export interface Outbound {
  /** @returns what was answered, or that nothing was; a failure is told when the time that a request has is over, whatever it was */
  send(request: OutboundRequest): Promise<OutboundOutcome>;
}

export interface OutboundOptions {
  /** Hosts of the administrator's own network, as a URL writes them, without brackets: their addresses are not looked at. */
  readonly allowedHosts: () => readonly string[];
  /** How names are resolved; left out: by this machine. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
  /** How long a request may take in all, the DNS included; left out: 5 seconds. */
  readonly time?: Milliseconds;
}

/** What a person is told, whatever it was. */
export const unreachable = 'The address could not be reached.';

const longestTime: Milliseconds = 5_000;
/** In bytes. */
const largestBody = 64 * 1024;
const largestPage = 1024 * 1024;
const largestHeaders = 16 * 1024;

export function createOutbound(options: OutboundOptions): Outbound {
  const { allowedHosts, resolve = resolveHere, time = longestTime } = options;

  /** @returns where to connect to, once every answer was looked at */
  async function addressOf(host: string): Promise<LookupAddress> {
    const version = isIP(host);
    const answers = version === 0 ? await resolve(host) : [{ address: host, family: version }];
    const refused = allowedHosts().includes(host) ? undefined : answers.find(({ address }) => !isPublicAddress(address));
    if (refused !== undefined) throw new Error(`${host} has the address ${refused.address}, which is not public`);
    const [first] = answers;
    if (first === undefined) throw new Error(`${host} has no address`);
    return first;
  }

  async function attempt(request: OutboundRequest, signal: AbortSignal): Promise<OutboundOutcome> {
    const url = readUrl(request.url);
    const address = await addressOf(hostOf(url));
    signal.throwIfAborted();
    return exchange(request, url, address, signal);
  }

  return {
    async send(request) {
      const started = performance.now();
      const control = new AbortController();
      const over = new Promise<never>((_, reject) => {
        control.signal.addEventListener('abort', () => reject(new Error(`no answer within ${time} ms`)), { once: true });
      });
      const timer = setTimeout(() => control.abort(), time);
      try {
        return await Promise.race([attempt(request, control.signal), over]);
      } catch (error) {
        await waitUntil(started + time);
        return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
      } finally {
        clearTimeout(timer);
        // Ends what an attempt that lost the race left open.
        control.abort();
      }
    },
  };
}

/** @returns whether an address is one that Weir would call as far as its text tells: for whoever types one in */
export function isOutboundUrl(text: string): boolean {
  try {
    readUrl(text);
    return true;
  } catch {
    return false;
  }
}

function readUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== 'https:') throw new Error('the address is not https');
  if (url.username !== '' || url.password !== '') throw new Error('the address holds a name or password');
  return url;
}

/** As it is resolved and listed: without the brackets of IPv6 and the dot at the end of a full name. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

const resolveHere = (host: string) => lookup(host, { all: true });

/** Sends the request to the address that was checked, over a connection of its own. */
function exchange(
  { method, headers = {}, body, verifyCertificate = true, expects }: OutboundRequest,
  url: URL,
  { address, family }: LookupAddress,
  signal: AbortSignal,
): Promise<OutboundOutcome> {
  return new Promise((settle, fail) => {
    const outgoing = httpsRequest(url, {
      method,
      // No connection is shared: what was opened under another check is not used again.
      agent: false,
      lookup: pinnedTo(address, family),
      signal,
      rejectUnauthorized: verifyCertificate,
      maxHeaderSize: largestHeaders,
      headers: {
        'User-Agent': 'Weir',
        Accept: '*/*',
        'Accept-Encoding': 'identity',
        ...headers,
        ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
      },
    });
    outgoing.on('error', fail);
    outgoing.on('response', (answer) => {
      readBody(answer, expects === 'page' ? largestPage : largestBody).then(
        (read) => settle({ outcome: 'answered', status: answer.statusCode ?? 0, headers: answer.headers, body: read }),
        fail,
      );
    });
    outgoing.end(body);
  });
}

/** Whatever is asked for, this is the answer: the name cannot have moved between the check and the connection. */
function pinnedTo(address: string, family: number): LookupFunction {
  return (_host, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

async function readBody(answer: IncomingMessage, largest: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    // A stream without an encoding gives buffers.
    const piece = chunk as Buffer;
    size += piece.length;
    if (size > largest) throw new Error(`the answer is larger than ${largest} bytes`);
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

function waitUntil(moment: number): Promise<void> {
  const left = moment - performance.now();
  return left <= 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, left));
}
