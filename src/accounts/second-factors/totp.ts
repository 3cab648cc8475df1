/** Codes of an authenticator app: time-based one-time passwords (RFC 6238) of six digits every 30 seconds, with HMAC-SHA-1, which all apps know. */
import { Secret, TOTP } from 'otpauth';
import type { Milliseconds } from '../../foundation/clock.ts';
import type { Random } from '../../foundation/random.ts';

const digits = 6;
const period: Milliseconds = 30_000;
/** A phone's clock may be wrong by a step (§5.2). */
const skew = 1;

/** @returns a new shared secret of 160 bits in base32 (RFC 4226 §4) */
export function newTotpSecret(random: Random): string {
  return new Secret({ buffer: new Uint8Array(random.bytes(20)).buffer }).base32;
}

/** @returns the address that an app reads from a QR code */
export function totpAddress(secret: string, siteName: string, username: string): string {
  return new TOTP({ issuer: siteName, label: username, secret, digits, period: period / 1000 }).toString();
}

/** @param code as typed: spaces do not count @returns the time step that a code belongs to; undefined when it is wrong now */
export function stepOfCode(secret: string, code: string, now: Milliseconds): number | undefined {
  const token = code.replace(/\s+/g, '');
  if (!/^[0-9]{6}$/.test(token)) return undefined;
  const delta = TOTP.validate({
    token,
    secret: Secret.fromBase32(secret),
    digits,
    period: period / 1000,
    timestamp: now,
    window: skew,
  });
  return delta === null ? undefined : Math.floor(now / period) + delta;
}
