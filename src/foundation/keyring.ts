/**
 * Encryption of what must be shown again (client secrets): AES-256-GCM under one of several keys. The first key encrypts, all decrypt,
 * so a key can be replaced without losing what the old one encrypted.
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

/** 32 bytes each, at least one; the first encrypts. */
export type Keys = readonly [Buffer, ...Buffer[]];

const version = 'v1';
const tagLength = 16;

/**
 * @param changed called before each encryption, and when a value was sealed by a key that is not in the ring; returns the keys if they have
 * changed since the last call. This is how a running process picks up a key that another process put in place
 */
export function createKeyring(keys: Keys, random: Random, changed: () => Keys | undefined = () => undefined): Keyring {
  let [first] = keys;
  let named = byId(keys);

  function lookAgain(): void {
    const others = changed();
    if (others === undefined) return;
    [first] = others;
    named = byId(others);
  }

  return {
    encrypt(plain, purpose) {
      lookAgain();
      const nonce = random.bytes(12);
      const cipher = createCipheriv('aes-256-gcm', first, nonce).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [version, keyIdOf(first), nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },

    decrypt(text, purpose) {
      const [writtenVersion, id, nonce, sealed] = text.split('.');
      if (id !== undefined && !named.has(id)) lookAgain();
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

function byId(keys: Keys): ReadonlyMap<string, Buffer> {
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

/** @returns the prefix of everything that a key has sealed */
export function sealedBy(key: Buffer): string {
  return `${version}.${keyIdOf(key)}.`;
}

/** @returns the id of the key that sealed a text; undefined for what no keyring has written */
export function keyIdIn(sealed: string): string | undefined {
  const [writtenVersion, id] = sealed.split('.');
  return writtenVersion === version ? id : undefined;
}

/** @returns an identifier of a key that reveals nothing about it */
export function keyIdOf(key: Buffer): string {
  return sha256(`weir key ${key.toString('hex')}`).slice(0, 8);
}
