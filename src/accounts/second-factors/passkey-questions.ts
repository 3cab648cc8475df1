/** What a browser is asked in order to create or use a passkey (WebAuthn §5.4, §5.5), as JSON; bytes are base64url. */
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Milliseconds } from '../../foundation/clock.ts';
import type { Person } from '../../http/caller.ts';

/** A passkey that is known: its id, and how a browser reaches it. */
export interface KnownPasskey {
  readonly credentialId: string;
  /** Separated by commas. */
  readonly transports: string;
}

/** How long a browser asks its user. */
const timeout: Milliseconds = 5 * 60 * 1000;

/** ES256, Ed25519 and RS256 (COSE): what authenticators have. */
export const passkeyAlgorithms: readonly number[] = [-8, -7, -257];

/** @param known are not added again */
export function creationQuestion(
  person: Person,
  site: { readonly rpId: string; readonly name: string },
  challenge: string,
  known: readonly KnownPasskey[],
): PublicKeyCredentialCreationOptionsJSON {
  return {
    rp: { id: site.rpId, name: site.name },
    user: {
      id: Buffer.from(person.userKey, 'hex').toString('base64url'),
      name: person.username,
      displayName: person.fullName,
    },
    challenge,
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    attestation: 'none',
    excludeCredentials: known.map(descriptorOf),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  };
}

/** @param known of whom one is to be used; none: any that the device has for this site */
export function requestQuestion(
  rpId: string,
  challenge: string,
  known: readonly KnownPasskey[],
  verifiesUser: boolean,
): PublicKeyCredentialRequestOptionsJSON {
  return {
    rpId,
    challenge,
    timeout,
    allowCredentials: known.map(descriptorOf),
    userVerification: verifiesUser ? 'required' : 'preferred',
  };
}

function descriptorOf({ credentialId, transports }: KnownPasskey) {
  return {
    id: credentialId,
    type: 'public-key' as const,
    // What was written is one of the words that a browser said.
    transports: (transports === '' ? [] : transports.split(',')) as AuthenticatorTransport[],
  };
}

type AuthenticatorTransport = NonNullable<
  NonNullable<PublicKeyCredentialRequestOptionsJSON['allowCredentials']>[number]['transports']
>[number];
