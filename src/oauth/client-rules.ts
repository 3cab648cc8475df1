/** The rules for what an administrator enters about a client, in words that both the form and the REST resource show. */
import { fold, plainName } from '../foundation/folding.ts';
import type { ClientSettings } from './client-store.ts';
import { mostRedirectUris, type RedirectPolicy, whyNotRegistrable } from './redirect-uri.ts';

/** What is wrong with one field. */
export interface ClientProblem {
  readonly field: 'name' | 'redirectUris' | 'accessTokenSeconds' | 'refreshTokenSeconds' | 'clientType';
  /** Which of the redirect URIs, from 0. */
  readonly index?: number;
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
}

/** A name is one application's, or one service account's. */
export const nameTaken: ClientProblem = {
  field: 'name',
  message: 'Another application or service account has this name. Choose a different one.',
};

/** What a new client has where nobody says otherwise. */
export const defaultClientSettings = {
  clientType: 'confidential',
  scope: 'READ',
  requirePkce: false,
  allowPlain: true,
  allowQueryCredentials: false,
  skipConsent: false,
  allowTryIt: false,
  resourceServer: false,
  accessTokenSeconds: null,
  refreshTokenSeconds: null,
} as const satisfies Partial<ClientSettings>;

/** The shortest and longest lives of tokens, in seconds: those of the settings. */
const lives = {
  accessTokenSeconds: { least: 60, most: 30 * 24 * 3600, name: 'an access token' },
  refreshTokenSeconds: { least: 60, most: 10 * 365 * 24 * 3600, name: 'a refresh token' },
} as const;

const longestName = 100;

/** @returns the name as it is stored and shown: without invisible characters, spaces folded */
export function cleanName(name: string): string {
  return plainName(name);
}

/**
 * @param policy what the settings say of redirect URIs
 * @returns everything that is wrong; nothing when the settings can be saved. Whether the name is free, only saving tells.
 */
export function checkClient(settings: ClientSettings, policy: RedirectPolicy): readonly ClientProblem[] {
  return [
    ...nameProblems(cleanName(settings.name)),
    ...redirectUriProblems(settings, policy),
    ...lifeProblems(settings),
    ...flagProblems(settings),
  ];
}

/** @param name a clean one */
export function nameProblems(name: string): readonly ClientProblem[] {
  if (name === '') return [{ field: 'name', message: 'Enter a name.' }];
  if ([...name].length > longestName) return [{ field: 'name', message: `Use up to ${longestName} characters.` }];
  if (looksLikeOurs(name))
    return [{ field: 'name', message: 'Choose another name: people would take this one for Weir itself.' }];
  return [];
}

function redirectUriProblems({ redirectUris, clientType }: ClientSettings, policy: RedirectPolicy): readonly ClientProblem[] {
  if (redirectUris.length === 0) return [{ field: 'redirectUris', message: 'Enter at least one redirect URL.' }];
  if (redirectUris.length > mostRedirectUris) {
    return [{ field: 'redirectUris', message: `An application can have up to ${mostRedirectUris} redirect URLs.` }];
  }
  return redirectUris.flatMap((uri, index) => {
    const repeated = redirectUris.indexOf(uri) < index ? 'This redirect URL is in the list already.' : undefined;
    const message = whyNotRegistrable(uri, { clientType, policy }) ?? repeated;
    return message === undefined ? [] : [{ field: 'redirectUris' as const, index, message }];
  });
}

export function lifeProblems(
  settings: Pick<ClientSettings, 'accessTokenSeconds' | 'refreshTokenSeconds'>,
): readonly ClientProblem[] {
  return (['accessTokenSeconds', 'refreshTokenSeconds'] as const).flatMap((field) => {
    const seconds = settings[field];
    const { least, most, name } = lives[field];
    if (seconds === null || (Number.isInteger(seconds) && seconds >= least && seconds <= most)) return [];
    return [{ field, message: `The life of ${name} is a whole number of seconds from ${least} to ${most}.` }];
  });
}

function flagProblems({ clientType, resourceServer }: ClientSettings): readonly ClientProblem[] {
  if (clientType === 'confidential' || !resourceServer) return [];
  return [{ field: 'clientType', message: 'An application that checks other applications’ tokens must be confidential.' }];
}

/** Letters and digits of other alphabets, and pairs of letters, that are read as those of our name. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ['vv', 'w'],
  ['ᴡ', 'w'],
  ['ա', 'w'],
  ['ꮃ', 'w'],
  ['ѡ', 'w'],
  ['ԝ', 'w'],
  ['ω', 'w'],
  ['е', 'e'],
  ['ё', 'e'],
  ['є', 'e'],
  ['ε', 'e'],
  ['ᴇ', 'e'],
  ['ꭼ', 'e'],
  ['3', 'e'],
  ['і', 'i'],
  ['ї', 'i'],
  ['ι', 'i'],
  ['ı', 'i'],
  ['ɪ', 'i'],
  ['ꭵ', 'i'],
  ['l', 'i'],
  ['1', 'i'],
  ['г', 'r'],
  ['ʀ', 'r'],
  ['ꭱ', 'r'],
]);

/** Whether a name, read carelessly, is ours: on the consent page Weir itself would seem to ask. */
function looksLikeOurs(name: string): boolean {
  const bare = fold(name)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
  const read = [...lookalikes].reduce((text, [lookalike, letter]) => text.replaceAll(lookalike, letter), bare);
  return read === 'weir';
}
