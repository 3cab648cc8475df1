/** A passkey in software: it signs what it is told to, as no honest device would (WebAuthn Level 3 §6.1, §7.2). */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { TestWeir } from './weir.ts';

export interface SoftwarePasskey {
  /** Of the row. */
  readonly id: number;
  /**
   * @param challenge as it was asked
   * @param userHandle whose it says it is
   * @returns what a browser sends
   */
  answer(challenge: string, userHandle: string): string;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();

/** Adds one to an account, past its ceremony. */
export async function addPasskey(weir: TestWeir, userId: number): Promise<SoftwarePasskey> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  // A COSE key of EC2, ES256, P-256 (RFC 9053 §7.1.1).
  const cose = `a5010203262001215820${hexOf(x)}225820${hexOf(y)}`;
  const credentialId = randomBytes(16).toString('base64url');
  const row = {
    user_id: userId,
    name: `Software ${credentialId}`,
    credential_id: credentialId,
    public_key: Buffer.from(cose, 'hex').toString('base64url'),
    counter: 0,
    transports: 'internal',
    created_at: weir.clock.now(),
    last_used_at: null,
  };
  const { id } = await weir.rooms.database.write((queries) =>
    queries.insertInto('passkey').values(row).returning('id').executeTakeFirstOrThrow(),
  );
  return {
    id,
    answer(challenge, userHandle) {
      const { origin, hostname } = new URL(weir.baseUrl);
      const clientDataJSON = JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false });
      // Somebody is there, and is the owner; it does not count.
      const authenticatorData = Buffer.concat([sha256(hostname), Buffer.from([0b101, 0, 0, 0, 0])]);
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientDataJSON)]), privateKey);
      return JSON.stringify({
        id: credentialId,
        response: {
          clientDataJSON: Buffer.from(clientDataJSON).toString('base64url'),
          authenticatorData: authenticatorData.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: Buffer.from(userHandle, 'hex').toString('base64url'),
        },
      });
    },
  };
}

function hexOf(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('hex');
}
