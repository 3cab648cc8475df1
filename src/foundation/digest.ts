/** Hashes of generated secrets, and comparison in constant time. */
import { hash, timingSafeEqual } from 'node:crypto';

/**
 * SHA-256 for values of at least 128 random bits; a password needs a password hash instead.
 * @returns 43 characters of base64url
 */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** @returns whether two texts are equal, in a time that depends on their lengths only */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
