/**
 * What an administrator types, or a program sends, to register or change a link: read, checked, and problems put into words. The
 * console, the REST resource and the command line all come through here; the rules for the client itself are in oauth/.
 */
import { type Scope, scopeKeys } from '../http/caller.ts';
import { type ClientProblem, checkClient, defaultClientSettings } from '../oauth/client-rules.ts';
import type { ClientSettings } from '../oauth/client-store.ts';
import type { RedirectPolicy } from '../oauth/redirect-uri.ts';
import type { ClientType } from '../oauth/vocabulary.ts';

/** A link as it is entered: words where settings have keys and numbers. “Try it” has a switch of its own. */
export interface LinkInput {
  readonly name: string;
  /** In their order; none of them empty. */
  readonly redirectUris: readonly string[];
  readonly scope: string;
  readonly clientType: string;
  readonly requirePkce: boolean;
  readonly allowPlain: boolean;
  readonly allowQueryCredentials: boolean;
  readonly skipConsent: boolean;
  readonly resourceServer: boolean;
  /** Whole seconds; empty: the setting in force. */
  readonly accessTokenSeconds: string;
  readonly refreshTokenSeconds: string;
}

/** What is wrong with one field, in words. */
export type LinkProblem = Omit<ClientProblem, 'field'> & { readonly field: keyof LinkInput };

export interface LinkRules {
  readonly redirectPolicy: RedirectPolicy;
  /** Whether whoever asks may hand out System admin. */
  readonly mayGrantSystemAdmin: boolean;
}

export type CheckedLink =
  | { readonly kind: 'good'; readonly settings: ClientSettings }
  | { readonly kind: 'invalid'; readonly problems: readonly LinkProblem[] };

/** What a form begins with, and what a program need not say. */
export const blankLink: LinkInput = linkInput({ ...defaultClientSettings, name: '', redirectUris: [] });

/** @returns a link as its form shows it */
export function linkInput(settings: ClientSettings): LinkInput {
  const { allowTryIt: _, accessTokenSeconds, refreshTokenSeconds, ...same } = settings;
  return {
    ...same,
    accessTokenSeconds: accessTokenSeconds === null ? '' : String(accessTokenSeconds),
    refreshTokenSeconds: refreshTokenSeconds === null ? '' : String(refreshTokenSeconds),
  };
}

/** Reads the fields of a form that was posted: a checkbox that is not there is not ticked, a row that is empty does not count. */
export function readLinkForm(body: unknown): LinkInput {
  const fields = new Map<string, unknown>(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  const all = (name: keyof LinkInput) => [fields.get(name)].flat().filter((value) => typeof value === 'string');
  const text = (name: keyof LinkInput) => all(name).at(-1) ?? '';
  const ticked = (name: keyof LinkInput) => text(name) === 'true';
  return {
    name: text('name'),
    redirectUris: all('redirectUris')
      .map((uri) => uri.trim())
      .filter((uri) => uri !== ''),
    scope: text('scope'),
    clientType: text('clientType'),
    requirePkce: ticked('requirePkce'),
    allowPlain: ticked('allowPlain'),
    allowQueryCredentials: ticked('allowQueryCredentials'),
    skipConsent: ticked('skipConsent'),
    resourceServer: ticked('resourceServer'),
    accessTokenSeconds: text('accessTokenSeconds').trim(),
    refreshTokenSeconds: text('refreshTokenSeconds').trim(),
  };
}

/**
 * Checks everything, so that all problems are told at once. Whether the name is free, only saving tells.
 * @param allowTryIt what the link's own switch says
 */
export function checkLink(input: LinkInput, allowTryIt: boolean, rules: LinkRules): CheckedLink {
  const scope = scopeKeys.find((key) => key === input.scope);
  const clientType = clientTypes.find((type) => type === input.clientType);
  const settings: ClientSettings = {
    ...input,
    // What stands in for a missing word is never stored: the word is among the problems then.
    scope: scope ?? 'READ',
    clientType: clientType ?? 'confidential',
    allowTryIt,
    accessTokenSeconds: seconds(input.accessTokenSeconds),
    refreshTokenSeconds: seconds(input.refreshTokenSeconds),
  };
  const problems = [
    ...checkClient(settings, rules.redirectPolicy),
    ...scopeProblems(scope, rules),
    ...(clientType === undefined ? [{ field: 'clientType' as const, message: 'Choose confidential or public.' }] : []),
  ];
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'good', settings };
}

const clientTypes: readonly ClientType[] = ['confidential', 'public'];

function scopeProblems(scope: Scope | undefined, { mayGrantSystemAdmin }: LinkRules): readonly LinkProblem[] {
  if (scope === undefined) return [{ field: 'scope', message: `Choose a permission: ${scopeKeys.join(', ')}.` }];
  if (scope !== 'SYSTEM_ADMIN' || mayGrantSystemAdmin) return [];
  return [{ field: 'scope', message: 'Only a system administrator can give System admin. Choose a narrower permission.' }];
}

/** A text that is no whole number becomes one that no rule lets pass. */
export function seconds(text: string): number | null {
  if (text === '') return null;
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}
