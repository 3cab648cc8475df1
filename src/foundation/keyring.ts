/**
 * Encryption of what must be shown again (client secrets): AES-256-GCM under one of several keys.
 * The first key encrypts, all decrypt, so that a key can be changed without losing what the old one wrote.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { sha256 } from './digest.ts';
import type { Random } from './random.ts';

export interface Keyring {
  /**
   * @param purpose what the value is and whose, bound to the ciphertext: it opens only under the same words
   * @returns `v1.<key id>.<nonce>.<ciphertext and tag>`, each part base64url
   */
  encrypt(plain: string, purpose: string): string;
  /** @returns the plain text, or `undefined` when no key of the ring opens it or it was altered */
  decrypt(sealed: string, purpose: string): string | undefined;
}

const version = 'v1';
const tagLength = 16;

/** @param keys 32 bytes each, at least one; the first encrypts */
export function createKeyring(keys: readonly [Buffer, ...Buffer[]], random: Random): Keyring {
  const named = new Map(keys.map((key) => [keyId(key), key]));
  const [first] = keys;

  return {
    encrypt(plain, purpose) {
      const nonce = random.bytes(12);
      const cipher = createCipheriv('aes-256-gcm', first, nonce).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [version, keyId(first), nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },

    decrypt(text, purpose) {
      const [writtenVersion, id, nonce, sealed] = text.split('.');
      const key = id === undefined ? undefined : named.get(id);
      if (writtenVersion !== version || key === undefined || nonce === undefined || sealed === undefined) return undefined;
      const bytes = Buffer.from(sealed, 'base64url');
      const tag = bytes.subarray(-tagLength);
      if (tag.length !== tagLength) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: tagLength });
        decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
        return decipher.update(bytes.subarray(0, -tagLength), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** Tells keys apart without telling anything of them. */
function keyId(key: Buffer): string {
  return sha256(`weir key ${key.toString('hex')}`).slice(0, 8);
}
