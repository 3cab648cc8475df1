/** Makes one delivery: the request that a receiver gets, signed where a secret was agreed on. */
import { createHmac } from 'node:crypto';
import type { Keyring } from '../foundation/keyring.ts';
import { type Outbound, unreachable } from '../http/outbound.ts';
import type { ClaimedDelivery, DeliveryOutcome } from './deliveries.ts';
import { passwordPurpose, secretPurpose } from './hook-secrets.ts';

/** What came of a request to a receiver. */
export interface Came {
  readonly outcome: DeliveryOutcome;
  /** In a few words; never what the receiver sent. */
  readonly description: string;
  /** For the log alone. */
  readonly reason?: string;
}

export type Deliver = (delivery: ClaimedDelivery) => Promise<Came>;

export function createDeliver(outbound: Outbound, keyring: Keyring): Deliver {
  return async ({ id, event, body, hook }) => {
    const secret = opened(hook.secret_encrypted, secretPurpose(hook.id));
    const password = opened(hook.password_encrypted, passwordPurpose(hook.id));
    if (secret === undefined || password === undefined) {
      return { outcome: 'ERROR', description: 'The secret of this web hook cannot be read any more. Enter it again.' };
    }
    return post(outbound, {
      url: hook.url,
      body,
      event,
      verifyCertificate: hook.verify_certificate === 1,
      headers: {
        'X-Weir-Delivery': String(id),
        ...(secret === null ? {} : { 'X-Hub-Signature': signatureOf(body, secret) }),
        ...(hook.username === null ? {} : { Authorization: basic(hook.username, password ?? '') }),
      },
    });
  };

  /** @returns null where there is none; undefined when no key opens it any more */
  function opened(sealed: string | null, purpose: string): string | null | undefined {
    return sealed === null ? null : keyring.decrypt(sealed, purpose);
  }
}

/** Asks an address whether it is there, as a delivery would: for whoever is about to make a web hook. */
export function testAddress(outbound: Outbound, url: string): Promise<Came> {
  const body = JSON.stringify({ test: true });
  return post(outbound, { url, body, event: 'diagnostics:ping', verifyCertificate: true, headers: {} });
}

/** @returns what `X-Hub-Signature` says: who has the key can tell that nobody changed the body */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

async function post(
  outbound: Outbound,
  request: {
    readonly url: string;
    readonly body: string;
    readonly event: string;
    readonly verifyCertificate: boolean;
    readonly headers: Readonly<Record<string, string>>;
  },
): Promise<Came> {
  const { url, body, event, verifyCertificate, headers } = request;
  const came = await outbound.send({
    method: 'POST',
    url,
    body,
    verifyCertificate,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'X-Event-Key': event, ...headers },
  });
  if (came.outcome === 'failed') return { outcome: 'ERROR', description: unreachable, reason: came.reason };
  const { status } = came;
  return { outcome: status >= 200 && status < 300 ? 'SUCCESS' : 'FAILURE', description: `Answered with ${status}.` };
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
