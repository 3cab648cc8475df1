/** node-oidc-provider, with its store in memory, as a contestant: the peer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, chainCount, collect, form, type Load, tokenCount } from '../contestant.ts';
import type { OperationName } from '../operations.ts';
import { nextMessage, type Processes } from '../processes.ts';

const folder = join(import.meta.dirname, '..', 'peers', 'oidc-provider');

interface Hello {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly tokenPath: string;
  readonly introspectionPath: string;
}

/** @returns whether its packages are there */
export function isOidcProviderInstalled(): boolean {
  return existsSync(join(folder, 'node_modules', 'oidc-provider', 'package.json'));
}

export function oidcProvider(processes: Processes): Contestant {
  return {
    name: 'peer',
    operations: new Set<OperationName>(['client-credentials', 'authorization-code', 'refresh-token', 'introspection']),

    async start() {
      const child = processes.start('server', process.execPath, [join(folder, 'server.js')], {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        env: { ...process.env, NODE_ENV: 'production' },
      });
      const hello = await nextMessage<Hello>(child, 'node-oidc-provider');
      const { baseUrl, clientId, clientSecret, redirectUri, verifier, tokenPath } = hello;
      const credentials = { client_id: clientId, client_secret: clientSecret };

      async function mint(kind: 'codes' | 'refreshTokens', count: number): Promise<readonly string[]> {
        child.send({ kind, count });
        return (await nextMessage<{ readonly values: readonly string[] }>(child, 'node-oidc-provider')).values;
      }

      async function exchanges(count: number): Promise<readonly string[]> {
        const fixed = { ...credentials, grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
        return (await mint('codes', count)).map((code) => form({ ...fixed, code }));
      }

      const posts = { method: 'POST', path: tokenPath, place: 'body' } as const;
      return {
        baseUrl,
        pid: child.pid ?? 0,
        async load(operation, count): Promise<Load> {
          if (operation === 'client-credentials') {
            const line = form({ ...credentials, grant_type: 'client_credentials', scope: 'READ' });
            return { ...posts, choice: 'cycle', lines: [line] };
          }
          if (operation === 'authorization-code') return { ...posts, choice: 'once', lines: await exchanges(count) };
          if (operation === 'refresh-token') {
            const fixed = { ...credentials, grant_type: 'refresh_token' };
            const tokens = await mint('refreshTokens', chainCount);
            return { ...posts, choice: 'chain', lines: tokens.map((token) => form({ ...fixed, refresh_token: token })) };
          }
          const tokens = await collect(baseUrl + tokenPath, await exchanges(tokenCount), 'access_token');
          const lines = tokens.map((token) => form({ ...credentials, token }));
          return { ...posts, path: hello.introspectionPath, choice: 'cycle', lines };
        },
        end: () => processes.end(child),
      };
    },
  };
}
