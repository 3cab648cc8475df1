/** Another process on the same data, where many callers want the token of one account at once. Started by access.test.ts. */
import { openDatabase } from '../../../src/database/open.ts';
import type { AccessOrder } from './access.test.ts';
import { outgoingRoom } from './room.ts';

// The parent writes an order.
const { location, linkId, userId, callers, now } = JSON.parse(process.argv[2] ?? '') as AccessOrder;
const database = await openDatabase(location);
const room = outgoingRoom(database, { clock: { now: () => now, pass: () => undefined }, time: 5_000 });

process.on('message', async () => {
  const outcomes = await Promise.all(Array.from({ length: callers }, () => room.outgoing.accessTokenFor(linkId, { userId })));
  process.send?.(outcomes.map((outcome) => (outcome.kind === 'token' ? outcome.accessToken : outcome.reason)));
  await database.close();
  process.disconnect?.();
});
process.send?.('ready');
