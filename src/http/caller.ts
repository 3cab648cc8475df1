/** Who sent a request, and by which credential. Set once per request by the access check; everything above reads it. */
import type { Milliseconds } from '../foundation/clock.ts';

/** The global permissions; `administer-system` includes `administer`. */
export type GlobalPermission = 'use' | 'create-space' | 'administer' | 'administer-system';

/** OAuth's scope keys, in their order: each implies those before it. */
export type Scope = 'READ' | 'WRITE' | 'ADMIN' | 'SYSTEM_ADMIN';

/** What somebody chose for themselves; undefined: nothing. */
export interface Preferences {
  /** Undefined: as the device is set. */
  readonly theme: 'light' | 'dark' | undefined;
  /** BCP 47, of the words. */
  readonly language: string | undefined;
  /** BCP 47, of dates and numbers. */
  readonly locale: string | undefined;
  /** IANA, such as `Europe/Berlin`. */
  readonly timeZone: string | undefined;
}

export const noPreferences: Preferences = { theme: undefined, language: undefined, locale: undefined, timeZone: undefined };

/** A person, or a service account, with an account that is not disabled, as of this request. */
export interface Person {
  readonly id: number;
  /** 32 hex digits. */
  readonly userKey: string;
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  /** A service account that may touch the spaces of a list alone, whatever else its groups and spaces permit. */
  readonly confined: boolean;
  readonly preferences: Preferences;
  /** Names their picture; undefined: they have none. */
  readonly picture: string | undefined;
  /** Looked up for this request, never frozen into a credential. */
  readonly permissions: ReadonlySet<GlobalPermission>;
}

/** The browser session a request came with. */
export interface CallerSession {
  /** Names the session in lists; not secret. */
  readonly publicId: string;
  /** When the person last proved the password, in milliseconds since 1970. */
  readonly authenticatedAt: Milliseconds;
  /** What a form of this session must carry. */
  readonly csrfToken: string;
  /** Two-step sign-in is required of the person and not set up: until it is, the session opens little else. */
  readonly mustSetUpTwoStep: boolean;
}

export type Caller =
  | { readonly kind: 'anonymous'; readonly person: undefined }
  | { readonly kind: 'session'; readonly person: Person; readonly session: CallerSession }
  | { readonly kind: 'basic'; readonly person: Person }
  | {
      readonly kind: 'personal-token';
      readonly person: Person;
      readonly scope: Scope;
    }
  | {
      readonly kind: 'bearer';
      readonly person: Person;
      /** The widest scope of the token. */
      readonly scope: Scope;
      /** `client_id` of the application that acts. */
      readonly clientId: string;
      /** The audience the token is bound to (RFC 8707); undefined: all of Weir. */
      readonly resource: string | undefined;
    };

/** Nobody signed in. */
export const anonymousCaller: Caller = { kind: 'anonymous', person: undefined };

/** Every scope key, from the narrowest to the widest. */
export const scopeKeys: readonly Scope[] = ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN'];

/** @returns whether `held` is `needed` or implies it */
export function scopeCovers(held: Scope, needed: Scope): boolean {
  return scopeKeys.indexOf(held) >= scopeKeys.indexOf(needed);
}

/** @returns whether a token speaks for the person: it cannot make credentials, and nothing of it outlives it */
export function actsByToken(caller: Caller): caller is Extract<Caller, { readonly scope: Scope }> {
  return caller.kind === 'bearer' || caller.kind === 'personal-token';
}

/** @returns whether whoever calls may do what only an administrator may: the person may, and a token's scope says so */
export function actsAsAdministrator(caller: Caller): boolean {
  return (
    caller.person !== undefined &&
    holds(caller.person.permissions, 'administer') &&
    (!actsByToken(caller) || scopeCovers(caller.scope, 'ADMIN'))
  );
}

/** @returns whether whoever calls may do what only a system administrator may: the person may, and a token's scope says so */
export function actsAsSystemAdministrator(caller: Caller): boolean {
  return (
    caller.person !== undefined &&
    holds(caller.person.permissions, 'administer-system') &&
    (!actsByToken(caller) || caller.scope === 'SYSTEM_ADMIN')
  );
}

/** @returns whether the person holds a global permission, by itself or by one that includes it */
export function holds(permissions: ReadonlySet<GlobalPermission>, needed: GlobalPermission): boolean {
  return (
    permissions.has(needed) ||
    permissions.has('administer-system') ||
    (needed !== 'administer-system' && permissions.has('administer'))
  );
}
