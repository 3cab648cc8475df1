/**
 * Scopes (RFC 6749 §3.3): `READ WRITE ADMIN SYSTEM_ADMIN`, each implying those before it. A set is written in that order and is worth
 * as much as its widest key.
 */
import { type Scope, scopeCovers, scopeKeys } from '../http/caller.ts';
import { type Refusal, refuse, refuseScope } from './errors.ts';
import type { ScopeSet } from './vocabulary.ts';

/** What a request without a scope asks for. */
const defaultScopes: ScopeSet = ['READ'];

/** @returns the widest key of the set, which is the right that it gives */
export function widest(scopes: ScopeSet): Scope {
  return scopes.at(-1) ?? scopes[0];
}

/** @returns the set as `scope` is written, space-separated */
export function writeScopes(scopes: ScopeSet): string {
  return scopes.join(' ');
}

/** @returns the set that `writeScopes` wrote; `READ`, the least there is, for anything else */
export function readScopes(text: string): ScopeSet {
  return inOrder(text.split(' ')) ?? defaultScopes;
}

/**
 * @param text the parameter as it was sent; undefined: `READ`
 * @param most the widest key that may be asked for
 * @param reason what to say of a key that is wider
 * @returns the set asked for, or which key is unknown or too much
 */
export function requestedScopes(
  text: string | undefined,
  most: Scope,
  reason: 'scope-exceeds-client' | 'scope-exceeds-grant',
): ScopeSet | Refusal {
  if (text === undefined) return defaultScopes;
  const words = text.split(' ').filter((word) => word !== '');
  const unknown = words.find((word) => !isScope(word));
  if (unknown !== undefined) return refuseScope('scope-unknown', unknown);
  const scopes = inOrder(words);
  if (scopes === undefined) return refuse('scope-empty');
  const wider = scopes.find((scope) => !scopeCovers(most, scope));
  return wider === undefined ? scopes : refuseScope(reason, wider);
}

/** @returns the set with every key that is wider than `most` brought down to it: an administrator may have narrowed a client since */
export function within(scopes: ScopeSet, most: Scope): ScopeSet {
  if (scopeCovers(most, widest(scopes))) return scopes;
  return inOrder([...scopes.filter((scope) => scopeCovers(most, scope)), most]) ?? defaultScopes;
}

function inOrder(words: readonly string[]): ScopeSet | undefined {
  const [narrowest, ...wider] = scopeKeys.filter((key) => words.includes(key));
  return narrowest === undefined ? undefined : [narrowest, ...wider];
}

function isScope(word: string): word is Scope {
  return scopeKeys.some((key) => key === word);
}
