/** `weir link …`: application links from the command line, with the rules of the console. */
import { blankLink, type LinkInput } from '../applinks/link-form.ts';
import type { Administrator, Link, Links, Refused } from '../applinks/links.ts';
import { systemOrigin } from '../audit/origin.ts';
import { type OverlapDays, overlapDays } from '../oauth/clients.ts';
import type { Rooms } from '../rooms.ts';
import { type Command, type ExitCode, jsonOption, type Terminal, type Words } from './command.ts';
import { withRooms } from './opened.ts';

/** Whoever has a shell on the data folder can do everything. */
const operator: Administrator = { origin: systemOrigin, isSystemAdministrator: true };

const linkOperand = ['LINK'] as const;

const add: Command = {
  name: 'link add',
  summary: 'Register an external application (an incoming link) and print its client ID and secret.',
  options: {
    name: { value: 'NAME', summary: 'Name that people see on the consent page.', required: true },
    'redirect-url': { value: 'URL', summary: 'Redirect URL.', required: true, repeatable: true },
    scope: { value: 'SCOPE', summary: 'The most it may ask for: READ (default), WRITE, ADMIN or SYSTEM_ADMIN.' },
    public: { summary: 'A client that can keep no secret: an app on a phone, a desktop or in a browser. It must use PKCE.' },
    'require-pkce': { summary: 'Refuse requests without PKCE.' },
    'refuse-plain': { summary: 'Refuse the PKCE method plain.' },
    'allow-query-credentials': { summary: 'Accept credentials in the query string of the token request.' },
    'skip-consent': { summary: 'Do not ask again while what was allowed is enough.' },
    'resource-server': { summary: 'May introspect the tokens of every application.' },
    'access-token-seconds': { value: 'N', summary: 'Life of an access token.' },
    'refresh-token-seconds': { value: 'N', summary: 'Life of a refresh token from its last use.' },
    json: jsonOption,
  },
  run: (words, terminal) =>
    withRooms(terminal, async ({ links }) => {
      const input: LinkInput = {
        ...blankLink,
        name: words.text('name') ?? '',
        redirectUris: words.list('redirect-url'),
        scope: words.text('scope') ?? 'READ',
        clientType: words.has('public') ? 'public' : 'confidential',
        requirePkce: words.has('require-pkce') || words.has('public'),
        allowPlain: !words.has('refuse-plain') && !words.has('public'),
        allowQueryCredentials: words.has('allow-query-credentials'),
        skipConsent: words.has('skip-consent'),
        resourceServer: words.has('resource-server'),
        accessTokenSeconds: words.text('access-token-seconds') ?? '',
        refreshTokenSeconds: words.text('refresh-token-seconds') ?? '',
      };
      return tellSaved(await links.create(input, operator), words, terminal);
    }),
};

const list: Command = {
  name: 'link list',
  summary: 'List the application links.',
  options: { json: jsonOption },
  run: (words, terminal) =>
    withRooms(terminal, async ({ links }) => {
      for (const link of await links.list()) terminal.print(words.has('json') ? JSON.stringify(shown(link)) : line(link));
      return 0;
    }),
};

const show: Command = {
  name: 'link show',
  summary: 'Show a link with its redirect URLs and the secrets that are valid. LINK is a name, a client ID or a number.',
  operands: linkOperand,
  options: { json: jsonOption },
  run: (words, terminal) =>
    withLink(words, terminal, async ({ id }, { links }) => {
      const outcome = await links.viewCredentials(id, operator);
      if (outcome.kind !== 'shown') return tellRefused(outcome, terminal);
      const secrets = outcome.secrets.map(({ secret, createdAt, expiresAt }) => ({
        secret: secret ?? null,
        createdAt: new Date(createdAt).toISOString(),
        expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
      }));
      if (words.has('json')) terminal.print(JSON.stringify({ ...shown(outcome.link), secrets }));
      else {
        terminal.print(line(outcome.link));
        for (const uri of outcome.link.redirectUris) terminal.print(`  redirect URL   ${uri}`);
        for (const { secret, expiresAt } of secrets) {
          terminal.print(
            `  client secret  ${secret ?? '(no key opens it; rotate it)'}${expiresAt === null ? '' : `  (until ${expiresAt})`}`,
          );
        }
      }
      return 0;
    }),
};

const rotate: Command = {
  name: 'link rotate',
  summary: 'Make a new client secret and print it; the one in force goes on for --overlap-days.',
  operands: linkOperand,
  options: {
    'overlap-days': { value: 'N', summary: `How long the old secret goes on: ${overlapDays.join(', ')}. Default 0.` },
    json: jsonOption,
  },
  async run(words, terminal) {
    const overlap = readOverlap(words.text('overlap-days') ?? '0');
    if (overlap === undefined) {
      terminal.complain(`--overlap-days must be one of ${overlapDays.join(', ')}.`);
      return 2;
    }
    return withLink(words, terminal, async ({ id, clientId, name }, { links }) => {
      const outcome = await links.rotateSecret(id, overlap, operator);
      switch (outcome.kind) {
        case 'rotated':
          terminal.print(
            words.has('json') ? JSON.stringify({ clientId, clientSecret: outcome.secret }) : `client secret  ${outcome.secret}`,
          );
          return 0;
        case 'public':
          terminal.complain(`${name} is a public client: it has no secret.`);
          return 1;
        default:
          return tellRefused(outcome, terminal);
      }
    });
  },
};

const endSecret: Command = {
  name: 'link end-secret',
  summary: 'End the client secret that was replaced before its time.',
  operands: linkOperand,
  options: { json: jsonOption },
  run: (words, terminal) =>
    withLink(words, terminal, async ({ id, name, clientId }, { links }) => {
      const outcome = await links.viewCredentials(id, operator);
      if (outcome.kind !== 'shown') return tellRefused(outcome, terminal);
      const old = outcome.secrets.find(({ expiresAt }) => expiresAt !== null);
      if (old === undefined || (await links.endSecret(id, old.id, operator)).kind !== 'done') {
        terminal.complain(`${name} has no secret that was replaced. "weir link rotate" replaces the one in force.`);
        return 1;
      }
      terminal.print(words.has('json') ? JSON.stringify({ clientId, ended: true }) : 'The old client secret was ended.');
      return 0;
    }),
};

const remove: Command = {
  name: 'link remove',
  summary: 'Remove a link with everything it gave out: secrets, consents, tokens. This cannot be undone.',
  operands: linkOperand,
  options: { json: jsonOption },
  run: (words, terminal) =>
    withLink(words, terminal, async ({ id, name, clientId }, { links }) => {
      const outcome = await links.remove(id, operator);
      if (outcome.kind !== 'done') return tellRefused(outcome, terminal);
      terminal.print(
        words.has('json') ? JSON.stringify({ clientId, removed: true }) : `The application link ${name} was removed.`,
      );
      return 0;
    }),
};

export const linkCommands: readonly Command[] = [add, list, show, rotate, endSecret, remove];

function withLink(words: Words, terminal: Terminal, work: (link: Link, rooms: Rooms) => Promise<ExitCode>): Promise<ExitCode> {
  return withRooms(terminal, async (rooms) => {
    const [reference = ''] = words.operands;
    const link = await rooms.links.findByReference(reference);
    if (link !== undefined) return work(link, rooms);
    terminal.complain(`There is no application link "${reference}". "weir link list" lists them.`);
    return 1;
  });
}

function readOverlap(text: string): OverlapDays | undefined {
  return overlapDays.find((days) => String(days) === text);
}

/** Where an option is not the field's name in kebab case. */
const optionNames: Readonly<Partial<Record<keyof LinkInput, string>>> = { redirectUris: 'redirect-url', clientType: 'public' };

function optionOf(field: keyof LinkInput): string {
  return `--${optionNames[field] ?? field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function tellSaved(outcome: Awaited<ReturnType<Links['create']>>, words: Words, terminal: Terminal): ExitCode {
  switch (outcome.kind) {
    case 'saved': {
      const { client, secret } = outcome;
      if (words.has('json')) {
        terminal.print(
          JSON.stringify({
            clientId: client.clientId,
            ...(secret === undefined ? {} : { clientSecret: secret }),
            name: client.name,
            scope: client.scope,
          }),
        );
      } else {
        terminal.print(`client ID      ${client.clientId}`);
        if (secret !== undefined) terminal.print(`client secret  ${secret}`);
      }
      return 0;
    }
    case 'invalid':
      for (const { field, index, message } of outcome.problems) {
        terminal.complain(`${optionOf(field)}${index === undefined ? '' : ` (number ${index + 1})`}: ${message}`);
      }
      return 1;
  }
}

function tellRefused(refused: Refused, terminal: Terminal): ExitCode {
  terminal.complain(
    refused.kind === 'unknown' ? 'There is no such application link any more.' : 'Only a system administrator can do that.',
  );
  return 1;
}

function line({ name, clientId, clientType, scope, users, disabledAt }: Link): string {
  return `${name.padEnd(28)} ${clientId}  ${clientType}  ${scope}  users: ${users}${disabledAt === null ? '' : '  (disabled)'}`;
}

function shown(link: Link) {
  return {
    id: link.id,
    name: link.name,
    direction: 'incoming',
    clientId: link.clientId,
    clientType: link.clientType,
    scope: link.scope,
    redirectUrls: link.redirectUris,
    disabled: link.disabledAt !== null,
    createdBy: link.createdByName ?? null,
    createdAt: new Date(link.createdAt).toISOString(),
    lastUsedAt: link.lastUsedAt === null ? null : new Date(link.lastUsedAt).toISOString(),
    users: link.users,
  };
}
