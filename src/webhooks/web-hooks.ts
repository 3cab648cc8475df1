/** Puts this room together: web hooks as the floors above see them. */
import type { Database } from '../database/database.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Keyring } from '../foundation/keyring.ts';
import type { Outbound } from '../http/outbound.ts';
import { type Came, createDeliver, type Deliver, testAddress } from './deliver.ts';
import { type DeliveryStore, deliveryStore } from './deliveries.ts';
import { type WebHookStore, webHookStore } from './hooks.ts';

export interface WebHooks {
  readonly hooks: WebHookStore;
  readonly deliveries: DeliveryStore;
  readonly deliver: Deliver;
  /** Asks an address whether it is there, as a delivery would. */
  test(url: string): Promise<Came>;
}

export function createWebHooks(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly outbound: Outbound;
  /** Whether web hooks are told of anything now. */
  readonly enabled: () => boolean;
}): WebHooks {
  const { database, clock, keyring, outbound, enabled } = options;
  return {
    hooks: webHookStore({ database, clock, keyring }),
    deliveries: deliveryStore(database, clock, enabled),
    deliver: createDeliver(outbound, keyring),
    test: (url) => testAddress(outbound, url),
  };
}
