/**
 * A small OAuth provider over https that does as a test tells it: it allows everything at once, rotates refresh tokens, ends a family whose refresh token comes
 * twice, and counts what it was asked.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startHttps } from './https-server.ts';

/** What an answer is made of; a text is sent as it stands. */
export interface ForeignAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
  /** Milliseconds before it is sent. */
  readonly delay?: number;
}

/** A request to what is no part of OAuth. */
export interface ForeignCall {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
}

export interface ForeignProvider {
  readonly issuer: string;
  /** Every form that came to the token endpoint, with the `Authorization` header beside it. */
  readonly tokenRequests: readonly (Readonly<Record<string, string>> & { readonly authorization?: string })[];
  readonly revoked: readonly string[];
  /** Every code and token that it gave out. */
  readonly issued: readonly string[];
  /** Paths that were asked for. */
  readonly paths: readonly string[];
  /** Requests under `/rest`, where it is a wiki. */
  readonly calls: readonly ForeignCall[];
  /** Replaces what a path answers; undefined: as usual. */
  answer(
    path: '/token' | '/authorize' | '/revoke' | '/.well-known/oauth-authorization-server' | `/rest/${string}`,
    answer: ForeignAnswer | undefined,
  ): void;
  /** Members added to the metadata; undefined takes one away. */
  metadata(members: Readonly<Record<string, unknown>>): void;
  /** Seconds that access tokens live; undefined: nobody says. */
  setLife(seconds: number | undefined): void;
  /** Whether refresh tokens are given. */
  setRefresh(given: boolean): void;
  /** Milliseconds before the token endpoint answers. */
  setDelay(milliseconds: number): void;
  /** Ends an access token, and not what renews it. */
  forget(accessToken: string): void;
  /** Ends everything that was given out. */
  revokeAll(): void;
  /** @returns whether an access token is good there */
  accepts(token: string): boolean;
  close(): Promise<void>;
}

/** @param host as the test certificate has it */
export async function startForeignProvider(host: 'localhost' | '127.0.0.1' = 'localhost'): Promise<ForeignProvider> {
  const tokenRequests: (Record<string, string> & { authorization?: string })[] = [];
  const revoked: string[] = [];
  const issued: string[] = [];
  const paths: string[] = [];
  const calls: ForeignCall[] = [];
  const answers = new Map<string, ForeignAnswer>();
  const codes = new Set<string>();
  /** Refresh tokens: true while it was not used. */
  const refreshTokens = new Map<string, boolean>();
  let access = new Set<string>();
  let extra: Readonly<Record<string, unknown>> = {};
  let life: number | undefined = 3600;
  let givesRefresh = true;
  let delay = 0;
  let issuer = '';

  const server = await startHttps((request, response) => void handle(request, response));
  issuer = `https://${host}:${server.port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', issuer);
    paths.push(url.pathname);
    const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    const { authorization } = request.headers;
    if (url.pathname === '/token') tokenRequests.push({ ...form, ...(authorization === undefined ? {} : { authorization }) });
    if (url.pathname === '/revoke') revoked.push(form.token ?? '');
    const isCall = url.pathname.startsWith('/rest/');
    if (isCall) calls.push({ path: url.pathname, query: url.searchParams, authorization: authorization ?? '' });
    const isRefused = isCall && !access.has(authorization?.slice('Bearer '.length) ?? '');
    const told = isRefused ? { status: 401 } : answers.get(url.pathname);
    const { status = 200, headers = {}, body = {}, delay: wait = 0 }: ForeignAnswer = told ?? usual(url, form);
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    if (url.pathname === '/token' && delay > 0) await new Promise((done) => setTimeout(done, delay));
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  function usual(url: URL, form: Readonly<Record<string, string>>): ForeignAnswer {
    switch (url.pathname) {
      case '/.well-known/oauth-authorization-server':
        return {
          body: {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            revocation_endpoint: `${issuer}/revoke`,
            response_types_supported: ['code'],
            token_endpoint_auth_methods_supported: ['client_secret_post'],
            authorization_response_iss_parameter_supported: true,
            ...extra,
          },
        };
      case '/authorize': {
        const code = randomBytes(16).toString('hex');
        codes.add(code);
        issued.push(code);
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', code);
        back.searchParams.set('state', url.searchParams.get('state') ?? '');
        back.searchParams.set('iss', issuer);
        return { status: 302, headers: { Location: back.href }, body: '' };
      }
      case '/token':
        if (form.grant_type === 'authorization_code') return codes.delete(form.code ?? '') ? tokens() : refusal('invalid_grant');
        return redeem(form.refresh_token ?? '');
      case '/revoke':
        refreshTokens.delete(form.token ?? '');
        access.delete(form.token ?? '');
        return {};
      default:
        return { status: 404, body: {} };
    }
  }

  function redeem(refreshToken: string): ForeignAnswer {
    const state = refreshTokens.get(refreshToken);
    if (state !== true) {
      // Replayed: the whole family ends (RFC 9700 §4.14.2).
      if (state === false) revokeAll();
      return refusal('invalid_grant');
    }
    refreshTokens.set(refreshToken, false);
    access = new Set();
    return tokens();
  }

  function tokens(): ForeignAnswer {
    const accessToken = `foreign-at-${randomBytes(12).toString('hex')}`;
    const refreshToken = `foreign-rt-${randomBytes(12).toString('hex')}`;
    access.add(accessToken);
    issued.push(accessToken, ...(givesRefresh ? [refreshToken] : []));
    if (givesRefresh) refreshTokens.set(refreshToken, true);
    return {
      body: {
        access_token: accessToken,
        token_type: 'Bearer',
        ...(life === undefined ? {} : { expires_in: life }),
        ...(givesRefresh ? { refresh_token: refreshToken } : {}),
      },
    };
  }

  function revokeAll(): void {
    access = new Set();
    refreshTokens.clear();
  }

  return {
    issuer,
    tokenRequests,
    revoked,
    issued,
    paths,
    calls,
    answer(path, answer) {
      if (answer === undefined) answers.delete(path);
      else answers.set(path, answer);
    },
    metadata: (members) => {
      extra = members;
    },
    setLife: (seconds) => {
      life = seconds;
    },
    setRefresh: (given) => {
      givesRefresh = given;
    },
    setDelay: (milliseconds) => {
      delay = milliseconds;
    },
    forget: (token) => {
      access.delete(token);
    },
    revokeAll,
    accepts: (token) => access.has(token),
    close: server.close,
  };
}

function refusal(error: string): ForeignAnswer {
  return { status: 400, body: { error, error_description: `It is ${error}.` } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return text;
}
