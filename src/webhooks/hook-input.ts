/** What an administrator enters about a web hook: the rules for it, and problems put into words. */
import { plainName } from '../foundation/folding.ts';
import { isOutboundUrl } from '../http/outbound.ts';
import { webHookEvents } from './events.ts';

/** What an administrator decides. */
export interface WebHookInput {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly active: boolean;
  readonly verifyCertificate: boolean;
  /** The key that signs; null: none; undefined: as it is. */
  readonly secret: string | null | undefined;
  /** Null: none; undefined: as they are. */
  readonly credentials: { readonly username: string; readonly password: string } | null | undefined;
}

/** `password`: it goes to another server from now on, and has to be entered again. `meanwhile`: somebody else has changed the web hook since it was seen. */
export type WebHookProblem = 'name' | 'url' | 'events' | 'secret' | 'credentials' | 'password' | 'meanwhile';

const longest = { name: 255, url: 2048, secret: 255, credential: 255 } as const;

/** @returns the sentence that says what is wrong */
export function webHookProblemText(problem: WebHookProblem): string {
  switch (problem) {
    case 'name':
      return `name: a web hook needs a name of 1 to ${longest.name} characters.`;
    case 'url':
      return 'url: enter an https address without a user name or password in it.';
    case 'events':
      return `events: name at least one of ${webHookEvents.join(', ')}.`;
    case 'secret':
      return `configuration.secret: use at most ${longest.secret} characters.`;
    case 'credentials':
      return `credentials: use at most ${longest.credential} characters, and no colon in the user name.`;
    case 'password':
      return 'credentials: enter the password again, or an empty user name: the stored one is not sent to another server.';
    case 'meanwhile':
      return 'Somebody else has changed the web hook meanwhile.';
  }
}

/** @returns the input as it is stored */
export function tidy(input: WebHookInput): WebHookInput {
  return { ...input, name: plainName(input.name), url: input.url.trim(), events: [...new Set(input.events)] };
}

/** @returns what is wrong with the input by itself */
export function problemsOf({ name, url, events, secret, credentials }: WebHookInput): readonly WebHookProblem[] {
  const problems: WebHookProblem[] = [];
  if (name === '' || [...name].length > longest.name) problems.push('name');
  if (url.length > longest.url || !isOutboundUrl(url)) problems.push('url');
  const known = new Set<string>(webHookEvents);
  if (events.length === 0 || !events.every((event) => known.has(event))) problems.push('events');
  if (typeof secret === 'string' && secret.length > longest.secret) problems.push('secret');
  if (credentials !== null && credentials !== undefined) {
    const { username, password } = credentials;
    if (username.includes(':') || [username, password].some((text) => text.length > longest.credential || /\p{Cc}/u.test(text))) {
      problems.push('credentials');
    }
  }
  return problems;
}
