/**
 * What an administrator types about a service account: read, checked, and problems put into words. The console and the command line
 * both come through here.
 */
import type { Milliseconds } from '../foundation/clock.ts';
import { plainName } from '../foundation/folding.ts';
import { type Scope, scopeKeys } from '../http/caller.ts';
import { lifeProblems, nameProblems } from '../oauth/client-rules.ts';
import type { ServiceClientSettings } from '../oauth/service-clients.ts';
import { seconds } from './link-form.ts';

export type SpaceAccess = 'read' | 'write';

/** A service account as it is entered: words where settings have keys and numbers. */
export interface ServiceAccountInput {
  readonly name: string;
  readonly description: string;
  readonly scope: string;
  /** Names of groups; none of them empty. */
  readonly groups: readonly string[];
  /** `all`: wherever its groups and the spaces themselves let it; `listed`: of those only `spaces`. */
  readonly reach: string;
  readonly spaces: readonly { readonly key: string; readonly access: string }[];
  /** The last day on which it works, yyyy-mm-dd in UTC; empty: it does not expire. */
  readonly lastDay: string;
  /** Whole seconds; empty: the setting in force. */
  readonly accessTokenSeconds: string;
}

/** What is wrong with one field, in words. */
export interface ServiceAccountProblem {
  readonly field: keyof ServiceAccountInput;
  /** Which of the spaces, from 0. */
  readonly index?: number;
  readonly message: string;
}

/** A service account whose words make sense; whether its groups and spaces are there, only saving tells. */
export interface CheckedServiceAccount {
  readonly settings: ServiceClientSettings;
  readonly groups: readonly string[];
  /** Undefined: all spaces. */
  readonly spaces: readonly { readonly key: string; readonly access: SpaceAccess }[] | undefined;
}

export const blankServiceAccount: Omit<ServiceAccountInput, 'groups'> = {
  name: '',
  description: '',
  scope: 'READ',
  reach: 'all',
  spaces: [],
  lastDay: '',
  accessTokenSeconds: '',
};

const longestDescription = 1000;
/** So that the list is read at once. */
const mostSpaces = 100;
const mostGroups = 50;
const day: Milliseconds = 24 * 3_600_000;

/** @returns the day that an account's end is entered as */
export function lastDayOf(expiresAt: Milliseconds | null): string {
  return expiresAt === null ? '' : new Date(expiresAt - 1).toISOString().slice(0, 10);
}

/** Reads the fields of a form that was posted: lists are texts with commas. */
export function readServiceAccountForm(body: unknown): ServiceAccountInput {
  const fields = new Map<string, unknown>(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  const text = (name: string) =>
    [fields.get(name)]
      .flat()
      .filter((value) => typeof value === 'string')
      .at(-1) ?? '';
  return {
    name: text('name'),
    description: text('description'),
    scope: text('scope'),
    groups: readList(text('groups')),
    reach: text('reach'),
    spaces: [
      ...readList(text('spacesToWrite')).map((key) => ({ key, access: 'write' })),
      ...readList(text('spacesToRead')).map((key) => ({ key, access: 'read' })),
    ],
    lastDay: text('lastDay').trim(),
    accessTokenSeconds: text('accessTokenSeconds').trim(),
  };
}

/** @returns what is in a list that is separated by commas */
export function readList(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/**
 * Checks everything that can be told from the words alone, so that all problems are told at once.
 * @param kept the end that the account has already: it may stay although it is past
 */
export function checkServiceAccount(
  input: ServiceAccountInput,
  rules: { readonly mayGrantSystemAdmin: boolean; readonly now: Milliseconds; readonly kept: Milliseconds | null },
): CheckedServiceAccount | { readonly problems: readonly ServiceAccountProblem[] } {
  const name = plainName(input.name);
  const description = input.description.replaceAll('\r\n', '\n').replaceAll('\0', '').trim();
  const scope = scopeKeys.find((key) => key === input.scope);
  const expiresAt = endOfDay(input.lastDay);
  const accessTokenSeconds = seconds(input.accessTokenSeconds);
  const spaces = input.spaces.map(
    ({ key, access }) => ({ key: plainName(key), access: access === 'write' ? 'write' : 'read' }) as const,
  );
  const problems: readonly ServiceAccountProblem[] = [
    ...nameProblems(name).map(({ message }) => ({ field: 'name' as const, message })),
    ...(description.length > longestDescription
      ? [{ field: 'description' as const, message: `Use up to ${longestDescription} characters.` }]
      : []),
    ...scopeProblems(scope, rules.mayGrantSystemAdmin),
    ...(input.groups.length > mostGroups ? [{ field: 'groups' as const, message: `Use up to ${mostGroups} groups.` }] : []),
    ...reachProblems(input),
    ...endProblems(expiresAt, rules),
    ...lifeProblems({ accessTokenSeconds, refreshTokenSeconds: null }).map(({ message }) => ({
      field: 'accessTokenSeconds' as const,
      message,
    })),
  ];
  if (problems.length > 0) return { problems };
  return {
    settings: { name, description, scope: scope ?? 'READ', accessTokenSeconds, expiresAt: expiresAt ?? null },
    groups: input.groups,
    spaces: input.reach === 'listed' ? spaces : undefined,
  };
}

function scopeProblems(scope: Scope | undefined, mayGrantSystemAdmin: boolean): readonly ServiceAccountProblem[] {
  if (scope === undefined) return [{ field: 'scope', message: `Choose a permission: ${scopeKeys.join(', ')}.` }];
  if (scope !== 'SYSTEM_ADMIN' || mayGrantSystemAdmin) return [];
  return [{ field: 'scope', message: 'Only a system administrator can give System admin. Choose a narrower permission.' }];
}

function reachProblems({ reach, spaces }: ServiceAccountInput): readonly ServiceAccountProblem[] {
  if (reach !== 'all' && reach !== 'listed') return [{ field: 'reach', message: 'Choose all spaces or a list of them.' }];
  if (reach === 'all') {
    const message = 'You chose all spaces and entered some. Choose “only these”, or empty the lists.';
    return spaces.length === 0 ? [] : [{ field: 'reach', message }];
  }
  if (spaces.length === 0) return [{ field: 'spaces', message: 'Enter at least one space, or choose all spaces.' }];
  if (spaces.length > mostSpaces) return [{ field: 'spaces', message: `A list can have up to ${mostSpaces} spaces.` }];
  return spaces.flatMap(({ access }, index) =>
    access === 'read' || access === 'write' ? [] : [{ field: 'spaces' as const, index, message: 'Choose read or write.' }],
  );
}

function endProblems(
  expiresAt: Milliseconds | null | undefined,
  { now, kept }: { readonly now: Milliseconds; readonly kept: Milliseconds | null },
): readonly ServiceAccountProblem[] {
  if (expiresAt === undefined) return [{ field: 'lastDay', message: 'Enter a day as year, month and day: 2030-12-31.' }];
  if (expiresAt === null || expiresAt > now || expiresAt === kept) return [];
  return [{ field: 'lastDay', message: 'This day is over. Choose a later one, or disable the account.' }];
}

/** @returns the first moment after the day; null: no day, undefined: what is no day */
function endOfDay(text: string): Milliseconds | null | undefined {
  if (text === '') return null;
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // A 30th of February is read as a day of March.
  return Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== text ? undefined : start + day;
}
