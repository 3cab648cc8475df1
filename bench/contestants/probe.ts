/** The bare probe as a contestant. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, collect, form, type Load, tokenCount } from '../contestant.ts';
import type { OperationName } from '../operations.ts';
import { nextMessage, type Processes } from '../processes.ts';

interface Hello {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * @param folder a new folder on the disk that Weir's data is on
 * @param answer the bytes that Weir gives to the read that is measured
 */
export function probe(processes: Processes, folder: string, answer: string): Contestant {
  return {
    name: 'probe',
    operations: new Set<OperationName>(['client-credentials', 'introspection', 'content', 'user-current']),

    async start() {
      mkdirSync(folder, { recursive: true });
      for (const file of ['user.json', 'content.json']) writeFileSync(join(folder, file), answer);
      const script = join(import.meta.dirname, '..', 'probe.ts');
      const child = processes.start('server', process.execPath, [script, folder], {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      const { baseUrl, clientId, clientSecret } = await nextMessage<Hello>(child, 'the probe');
      const credentials = { client_id: clientId, client_secret: clientSecret };
      const issue = form({ ...credentials, grant_type: 'client_credentials', scope: 'READ' });

      return {
        baseUrl,
        pid: child.pid ?? 0,
        async load(operation): Promise<Load> {
          if (operation === 'client-credentials') {
            return { choice: 'cycle', method: 'POST', path: '/token', place: 'body', lines: [issue] };
          }
          const tokens = await collect(`${baseUrl}/token`, new Array<string>(tokenCount).fill(issue), 'access_token');
          if (operation === 'introspection') {
            const lines = tokens.map((token) => form({ ...credentials, token }));
            return { choice: 'cycle', method: 'POST', path: '/introspect', place: 'body', lines };
          }
          const lines = tokens.map((token) => `Bearer ${token}`);
          const path = operation === 'content' ? '/content/1' : '/user/current';
          return { choice: 'cycle', method: 'GET', path, place: 'Authorization', lines };
        },
        end: () => processes.end(child),
      };
    },
  };
}
