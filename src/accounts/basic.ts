/** HTTP Basic for the REST API (RFC 7617), with UTF-8. It leaves no session behind. */
import { originOf } from '../audit/origin.ts';
import { tokenKindOf } from '../foundation/token-format.ts';
import type { CredentialOutcome, CredentialResolver } from '../http/access.ts';
import type { RequiresTwoStep } from './second-factors/requirement.ts';
import type { SignIn } from './sign-in.ts';

const badCredential: CredentialOutcome = { outcome: 'refused', failure: { reason: 'bad-credential', scheme: 'Basic' } };

/** A password alone opens nothing for somebody whose sign-in has two steps: programs of theirs have a token. */
const passwordIsNotEnough: CredentialOutcome = {
  outcome: 'refused',
  failure: { reason: 'second-step-missing', credential: 'password' },
};

export function basicResolver(signIn: SignIn, requiresTwoStep: RequiresTwoStep): CredentialResolver {
  return async (request) => {
    const credentials = parse(request.headers.authorization ?? '');
    if (credentials === undefined) return badCredential;
    const { username, password } = credentials;
    // A token is shown as a bearer token only: as a password it would get around its scope.
    if (tokenKindOf(username) !== undefined || tokenKindOf(password) !== undefined) return badCredential;
    const outcome = await signIn.verifyRepeated(username, password, originOf(request));
    switch (outcome.outcome) {
      case 'verified':
        if (outcome.hasTwoStep || (await requiresTwoStep(outcome.person.id))) return passwordIsNotEnough;
        return { outcome: 'caller', caller: { kind: 'basic', person: outcome.person } };
      case 'wrong':
        return badCredential;
      case 'throttled':
        return { outcome: 'refused', failure: { reason: 'throttled', retryAfterSeconds: outcome.retryAfterSeconds } };
    }
  };
}

/** The first colon parts name and password (§2): a name has none, a password may have any number. */
function parse(authorization: string): { readonly username: string; readonly password: string } | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
