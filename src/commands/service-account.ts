/** `weir service-account …`: accounts of programs from the command line, with the rules of the console. */
import type { Administrator, Refused } from '../applinks/links.ts';
import { lastDayOf, readList, type ServiceAccountInput, type ServiceAccountProblem } from '../applinks/service-account-form.ts';
import type { ServiceAccount } from '../applinks/service-account-reads.ts';
import { newServiceAccount, serviceAccountInput } from '../applinks/service-accounts.ts';
import { systemOrigin } from '../audit/origin.ts';
import { overlapDays } from '../oauth/clients.ts';
import type { Rooms } from '../rooms.ts';
import { type Command, type CommandOption, type ExitCode, jsonOption, type Terminal, type Words } from './command.ts';
import { withRooms } from './opened.ts';

/** Whoever has a shell on the data folder can do everything. */
const operator: Administrator = { origin: systemOrigin, isSystemAdministrator: true };

const accountOperand = ['ACCOUNT'] as const;

/** What says something about an account, of a new one and of one that is changed. */
const settings: Readonly<Record<string, CommandOption>> = {
  description: { value: 'TEXT', summary: 'What it is for, and whom to ask.' },
  scope: { value: 'SCOPE', summary: 'The most that its tokens can do: READ (default), WRITE, ADMIN or SYSTEM_ADMIN.' },
  groups: { value: 'GROUPS', summary: `Its groups, separated by commas. Default: ${newServiceAccount.groups.join(', ')}.` },
  'all-spaces': { summary: 'It may touch every space that its groups and the space itself let it. The default.' },
  read: { value: 'KEY', summary: 'A space that it may read; with this or --write it touches no other.', repeatable: true },
  write: { value: 'KEY', summary: 'A space that it may read and write.', repeatable: true },
  'last-day': { value: 'DAY', summary: 'The last day on which it works, as 2030-12-31 (UTC); "never": it does not expire.' },
  'access-token-seconds': { value: 'N', summary: 'Life of an access token.' },
  json: jsonOption,
};

const add: Command = {
  name: 'service-account add',
  summary: 'Make the account of a program and print its client ID and secret.',
  options: { name: { value: 'NAME', summary: 'Name that people see beside what it writes.', required: true }, ...settings },
  run: (words, terminal) =>
    withRooms(terminal, async ({ serviceAccounts }) => {
      const outcome = await serviceAccounts.create(inputOf(words, newServiceAccount), operator);
      if (outcome.kind === 'invalid') return tellProblems(outcome.problems, terminal);
      const { account, secret = '' } = outcome;
      if (words.has('json')) terminal.print(JSON.stringify({ ...shown(account), clientSecret: secret }));
      else {
        terminal.print(`client ID      ${account.clientId}`);
        terminal.print(`client secret  ${secret}`);
        terminal.print(`username       ${account.username}`);
      }
      return 0;
    }),
};

const list: Command = {
  name: 'service-account list',
  summary: 'List the service accounts.',
  options: { json: jsonOption },
  run: (words, terminal) =>
    withRooms(terminal, async ({ serviceAccounts }) => {
      for (const account of await serviceAccounts.list()) {
        terminal.print(words.has('json') ? JSON.stringify(shown(account)) : line(account));
      }
      return 0;
    }),
};

const show: Command = {
  name: 'service-account show',
  summary:
    'Show an account with its spaces and the secrets that are valid. ACCOUNT is a name, a username, a client ID or a number.',
  operands: accountOperand,
  options: { json: jsonOption },
  run: (words, terminal) =>
    withAccount(words, terminal, async ({ id }, { serviceAccounts }) => {
      const outcome = await serviceAccounts.viewCredentials(id, operator);
      if (outcome.kind !== 'shown') return tellRefused(outcome, terminal);
      const { account } = outcome;
      const secrets = outcome.secrets.map((secret) => ({
        id: secret.id,
        secret: secret.secret ?? null,
        createdAt: new Date(secret.createdAt).toISOString(),
        expiresAt: secret.expiresAt === null ? null : new Date(secret.expiresAt).toISOString(),
      }));
      if (words.has('json')) {
        terminal.print(JSON.stringify({ ...shown(account), secrets }));
        return 0;
      }
      terminal.print(line(account));
      terminal.print(`  groups         ${account.groups.join(', ')}`);
      for (const { key, access } of account.spaces ?? []) terminal.print(`  space          ${key} (${access})`);
      for (const { secret, expiresAt } of secrets) {
        const end = expiresAt === null ? '' : `  (until ${expiresAt})`;
        terminal.print(`  client secret  ${secret ?? '(no key opens it; rotate it)'}${end}`);
      }
      return 0;
    }),
};

const edit: Command = {
  name: 'service-account edit',
  summary: 'Change an account; what is not named stays. Takes hold at once, of tokens that are out too.',
  operands: accountOperand,
  options: { name: { value: 'NAME', summary: 'Another name; the username stays.' }, ...settings },
  run: (words, terminal) =>
    withAccount(words, terminal, async (account, { serviceAccounts }) => {
      const input = inputOf(words, serviceAccountInput(account));
      const outcome = await serviceAccounts.update(account.id, input, operator, account.updatedAt);
      switch (outcome.kind) {
        case 'saved':
          terminal.print(words.has('json') ? JSON.stringify(shown(outcome.account)) : line(outcome.account));
          return 0;
        case 'invalid':
          return tellProblems(outcome.problems, terminal);
        case 'changed-meanwhile':
          terminal.complain('Somebody else changed the account at the same moment. Try again.');
          return 1;
        default:
          return tellRefused(outcome, terminal);
      }
    }),
};

const rotate: Command = {
  name: 'service-account rotate',
  summary: 'Make a new client secret and print it; the one in force goes on for --overlap-days, and what it got with it.',
  operands: accountOperand,
  options: {
    'overlap-days': { value: 'N', summary: `How long the old secret goes on: ${overlapDays.join(', ')}. Default 0.` },
    json: jsonOption,
  },
  async run(words, terminal) {
    const asked = words.text('overlap-days') ?? '0';
    const overlap = overlapDays.find((days) => String(days) === asked);
    if (overlap === undefined) {
      terminal.complain(`--overlap-days must be one of ${overlapDays.join(', ')}.`);
      return 2;
    }
    return withAccount(words, terminal, async ({ id, clientId }, { serviceAccounts }) => {
      const outcome = await serviceAccounts.rotateSecret(id, overlap, operator);
      if (outcome.kind !== 'rotated') return tellRefused(outcome, terminal);
      const { secret } = outcome;
      terminal.print(words.has('json') ? JSON.stringify({ clientId, clientSecret: secret }) : `client secret  ${secret}`);
      return 0;
    });
  },
};

const endSecret: Command = {
  name: 'service-account end-secret',
  summary: 'End the secret that was replaced before its time, and the tokens that it got.',
  operands: accountOperand,
  options: { json: jsonOption },
  run: (words, terminal) =>
    withAccount(words, terminal, async ({ id, name, clientId }, { serviceAccounts }) => {
      const outcome = await serviceAccounts.viewCredentials(id, operator);
      if (outcome.kind !== 'shown') return tellRefused(outcome, terminal);
      const old = outcome.secrets.find(({ expiresAt }) => expiresAt !== null);
      if (old === undefined || (await serviceAccounts.endSecret(id, old.id, operator)).kind !== 'done') {
        terminal.complain(`${name} has one secret, which is in force. "weir service-account rotate" replaces it.`);
        return 1;
      }
      terminal.print(words.has('json') ? JSON.stringify({ clientId, ended: true }) : 'The old client secret was ended.');
      return 0;
    }),
};

const ending = (verb: 'disable' | 'enable' | 'remove', past: string, summary: string): Command => ({
  name: `service-account ${verb}`,
  summary,
  operands: accountOperand,
  options: { json: jsonOption },
  run: (words, terminal) =>
    withAccount(words, terminal, async ({ id, name, clientId }, { serviceAccounts }) => {
      const outcome = await serviceAccounts[verb](id, operator);
      if (outcome.kind !== 'done') return tellRefused(outcome, terminal);
      terminal.print(words.has('json') ? JSON.stringify({ clientId, [past]: true }) : `The service account ${name} was ${past}.`);
      return 0;
    }),
});

export const serviceAccountCommands: readonly Command[] = [
  add,
  list,
  show,
  edit,
  rotate,
  endSecret,
  ending('disable', 'disabled', 'Disable an account: its tokens and its secrets stop working at once.'),
  ending('enable', 'enabled', 'Enable a disabled account; what it had works again.'),
  ending('remove', 'removed', 'Remove an account with its credentials and tokens; what it wrote stays. This cannot be undone.'),
];

function withAccount(
  words: Words,
  terminal: Terminal,
  work: (account: ServiceAccount, rooms: Rooms) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withRooms(terminal, async (rooms) => {
    const [reference = ''] = words.operands;
    const account = await rooms.serviceAccounts.findByReference(reference);
    if (account !== undefined) return work(account, rooms);
    terminal.complain(`There is no service account "${reference}". "weir service-account list" lists them.`);
    return 1;
  });
}

/** @param base what is said of an account where the words say nothing */
function inputOf(words: Words, base: ServiceAccountInput): ServiceAccountInput {
  const named = (['read', 'write'] as const).flatMap((access) => words.list(access).map((key) => ({ key, access })));
  const groups = words.text('groups');
  const lastDay = words.text('last-day');
  const listed = named.length > 0;
  const all = words.has('all-spaces') && !listed;
  return {
    name: words.text('name') ?? base.name,
    description: words.text('description') ?? base.description,
    scope: words.text('scope') ?? base.scope,
    groups: groups === undefined ? base.groups : readList(groups),
    reach: listed ? 'listed' : all ? 'all' : base.reach,
    spaces: listed ? named : all ? [] : base.spaces,
    lastDay: lastDay === undefined ? base.lastDay : lastDay === 'never' ? '' : lastDay,
    accessTokenSeconds: words.text('access-token-seconds') ?? base.accessTokenSeconds,
  };
}

function tellProblems(problems: readonly ServiceAccountProblem[], terminal: Terminal): ExitCode {
  for (const { field, message } of problems) terminal.complain(`${optionNames[field]}: ${message}`);
  return 1;
}

const optionNames: Readonly<Record<keyof ServiceAccountInput, string>> = {
  name: '--name',
  description: '--description',
  scope: '--scope',
  groups: '--groups',
  reach: '--all-spaces',
  spaces: '--read, --write',
  lastDay: '--last-day',
  accessTokenSeconds: '--access-token-seconds',
};

function tellRefused(refused: Refused, terminal: Terminal): ExitCode {
  terminal.complain(
    refused.kind === 'unknown' ? 'There is no such service account any more.' : 'Only a system administrator can do that.',
  );
  return 1;
}

function line(account: ServiceAccount): string {
  const { name, clientId, username, scope, spaces, expiresAt, disabledAt, isExpired } = account;
  const reach = spaces === undefined ? 'all' : String(spaces.length);
  const end = expiresAt === null ? '' : `  until ${lastDayOf(expiresAt)}`;
  const state = disabledAt !== null ? '  (disabled)' : isExpired ? '  (expired)' : '';
  return `${name.padEnd(28)} ${clientId}  ${username}  ${scope}  spaces: ${reach}${end}${state}`;
}

function shown(account: ServiceAccount) {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    id: account.id,
    name: account.name,
    description: account.description,
    clientId: account.clientId,
    username: account.username,
    scope: account.scope,
    groups: account.groups,
    spaces: account.spaces ?? 'all',
    expiresAt: time(account.expiresAt),
    disabled: account.disabledAt !== null,
    createdBy: account.createdByName ?? null,
    createdAt: time(account.createdAt),
    lastUsedAt: time(account.lastUsedAt),
  };
}
