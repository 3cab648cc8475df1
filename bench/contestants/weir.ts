/** Weir as a contestant: set up by its own command line, started as an operator starts it, logging as it does by default. */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Contestant, chainCount, collect, form, type Load, type Running, tokenCount } from '../contestant.ts';
import { operations } from '../operations.ts';
import type { Processes } from '../processes.ts';
import { administrator, credentialsIn, premises, setUpAdministrator, startWeirServer, weirCommand } from '../weir-server.ts';
import { seedCodes, seedPeople, somePage } from './weir-seed.ts';

const redirectUri = 'https://client.example.org/callback';

/** As many sign in at a time. */
const peopleCount = 8;

/** A Weir that runs, and what the costs are measured with. */
export interface RunningWeir extends Running {
  /** Milliseconds from the start of the process to its first answer. */
  readonly startTook: number;
  /** @returns `count` access tokens of the administrator, scope READ */
  accessTokens(count: number): Promise<readonly string[]>;
}

export interface Weir extends Contestant {
  /** People with accounts, who all have one password. */
  readonly people: { readonly usernames: readonly string[]; readonly password: string };
  start(): Promise<RunningWeir>;
}

/**
 * Sets up a data folder: an administrator, the sample space, a confidential client.
 * @param home a folder that is not there yet
 * @throws when a command of Weir fails
 */
export async function weir(processes: Processes, home: string): Promise<Weir> {
  const password = randomBytes(18).toString('base64url');
  const file = join(home, 'weir.db');
  const place = await premises(home);
  const { baseUrl } = place;
  const command = (...words: string[]) => weirCommand(processes, place, ...words);

  await setUpAdministrator(processes, place, password);
  await command('sample');
  const link = await command('link', 'add', '--name', 'Benchmark', '--redirect-url', redirectUri, '--scope', 'READ', '--json');
  const service = await command('service-account', 'add', '--name', 'Benchmark service', '--scope', 'READ', '--json');

  const pageId = await somePage(file);
  const people = { usernames: await seedPeople(file, administrator, peopleCount), password };
  const credentials = credentialsIn(link);
  const clientId = credentials.client_id;
  const serviceCredentials = credentialsIn(service);
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  async function exchanges(count: number): Promise<readonly string[]> {
    const fixed = { ...credentials, grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
    const codes = await seedCodes(file, { clientId, username: administrator, redirectUri, challenge }, count);
    return codes.map((code) => form({ ...fixed, code }));
  }

  const token = '/rest/oauth2/latest/token';
  const posts = { method: 'POST', path: token, place: 'body' } as const;
  const tokens = async (member: 'access_token' | 'refresh_token', count: number) =>
    collect(baseUrl + token, await exchanges(count), member);

  return {
    name: 'weir',
    people,
    operations: new Set(operations.map(({ name }) => name)),

    async start() {
      const { child, pid, startTook } = await startWeirServer(processes, place);

      return {
        baseUrl,
        pid,
        startTook,
        accessTokens: (count) => tokens('access_token', count),
        async load(operation, count): Promise<Load> {
          if (operation === 'client-credentials') {
            const line = form({ ...serviceCredentials, grant_type: 'client_credentials', scope: 'READ' });
            return { ...posts, choice: 'cycle', lines: [line] };
          }
          if (operation === 'authorization-code') return { ...posts, choice: 'once', lines: await exchanges(count) };
          if (operation === 'refresh-token') {
            const fixed = { ...credentials, grant_type: 'refresh_token' };
            const first = await tokens('refresh_token', chainCount);
            return { ...posts, choice: 'chain', lines: first.map((value) => form({ ...fixed, refresh_token: value })) };
          }
          const access = await tokens('access_token', tokenCount);
          if (operation === 'introspection') {
            const lines = access.map((value) => form({ ...credentials, token: value }));
            return { ...posts, path: '/rest/oauth2/latest/introspect', choice: 'cycle', lines };
          }
          const path = operation === 'content' ? `/rest/api/content/${pageId}` : '/rest/api/user/current';
          return {
            choice: 'cycle',
            method: 'GET',
            path,
            place: 'Authorization',
            lines: access.map((value) => `Bearer ${value}`),
          };
        },
        end: () => processes.end(child),
      };
    },
  };
}
