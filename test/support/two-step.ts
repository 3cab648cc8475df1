/** Two-step sign-in as a person with a phone does it: by the pages, with codes from the key that the page shows. */
import assert from 'node:assert/strict';
import { TOTP } from 'otpauth';
import type { Visitor } from './visitor.ts';
import type { TestUser, TestWeir } from './weir.ts';

export interface Phone {
  /** base32 */
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The code that the app shows now, by the clock of this Weir; each call comes a step later, so that it is another. */
  nextCode(): string;
}

export function codeAt(secret: string, now: number): string {
  return new TOTP({ secret }).generate({ timestamp: now });
}

/** Sets an authenticator app up by the pages. */
export async function addApp(weir: TestWeir, visitor: Visitor): Promise<Phone> {
  const path = '/users/two-step-sign-in/app';
  const page = await (await visitor.request(path)).text();
  const secret = (/id="authenticator-key"[^>]*>([^<]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
  const key = /name="key" value="([^"]+)"/.exec(page)?.[1] ?? '';
  assert.match(secret, /^[A-Z2-7]{32}$/);
  const answer = await visitor.post(path, { key, code: codeAt(secret, weir.clock.now()) });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return {
    secret,
    recoveryCodes: recoveryCodesIn(text),
    nextCode() {
      weir.clock.advance(30_000);
      return codeAt(secret, weir.clock.now());
    },
  };
}

export function recoveryCodesIn(page: string): readonly string[] {
  const codes = /id="recovery-codes">([^<]+)</.exec(page)?.[1]?.trim().split('\n') ?? [];
  assert.equal(codes.length, 10);
  return codes;
}

/** Proves the password. @returns where the browser is sent */
export async function firstStep(visitor: Visitor, user: TestUser, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await visitor.post('/login.action', { os_username: user.username, os_password: user.password, ...more });
  assert.equal(answer.status, 303, await answer.text());
  return answer.headers.get('location') ?? '';
}
