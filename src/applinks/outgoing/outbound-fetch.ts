/**
 * Wraps the guarded outbound request as the `fetch` of the OAuth library. Each wrapper serves one request and keeps the raw answer, so
 * that people are told what the provider said rather than the library's description of it.
 */
import type { Outbound, OutboundOutcome } from '../../http/outbound.ts';

export interface OutboundFetch {
  readonly fetch: (url: string, options: FetchOptions) => Promise<Response>;
  /** @returns what came of the last request; undefined when none was sent */
  last(): OutboundOutcome | undefined;
}

/** What the library sends. */
export interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Statuses whose answers have no body, by the Fetch standard. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** @throws from `fetch` when no answer came */
export function outboundFetch(outbound: Outbound): OutboundFetch {
  let last: OutboundOutcome | undefined;
  return {
    last: () => last,
    async fetch(url, { method, headers, body }) {
      last = await outbound.send({
        method: method === 'GET' ? 'GET' : 'POST',
        url,
        headers,
        ...(body instanceof URLSearchParams ? { body: body.toString() } : {}),
      });
      if (last.outcome === 'failed') throw new Error('no answer came');
      const { status } = last;
      if (status < 200 || status > 599) throw new Error(`the status ${status} is none`);
      return new Response(bodiless.has(status) ? null : new Uint8Array(last.body), {
        status,
        headers: { 'Content-Type': last.headers['content-type'] ?? '' },
      });
    },
  };
}

/** @returns the members of an answer that is a JSON object; none of any other */
export function membersOf(outcome: OutboundOutcome | undefined): ReadonlyMap<string, unknown> {
  if (outcome?.outcome !== 'answered') return new Map();
  try {
    const json: unknown = JSON.parse(outcome.body.toString('utf8'));
    return new Map(typeof json === 'object' && json !== null ? Object.entries(json) : []);
  } catch {
    return new Map();
  }
}
