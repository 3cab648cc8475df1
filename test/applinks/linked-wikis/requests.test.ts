/** Requests to linked wikis: how many at once, and what an answer has to be. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { wikiRequests } from '../../../src/applinks/linked-wikis/requests.ts';
import type { OutgoingLink } from '../../../src/applinks/outgoing/outgoing-link.ts';
import type { OutboundOutcome, OutboundRequest } from '../../../src/http/outbound.ts';

const link = { id: 1, address: 'https://there.example/wiki' } as OutgoingLink; // What a request is made of.

function asking(answer: (request: OutboundRequest) => Promise<OutboundOutcome> | OutboundOutcome) {
  const sent: OutboundRequest[] = [];
  const refused: (string | undefined)[] = [];
  const requests = wikiRequests({
    outbound: {
      async send(request) {
        sent.push(request);
        return answer(request);
      },
    },
    async accessTokenFor(_linkId, _owner, rejected) {
      refused.push(rejected);
      return { kind: 'token', accessToken: 'second' };
    },
  });
  return { requests, sent, refused };
}

const json = (status: number, body = '{"a":1}', type = 'application/json;charset=UTF-8'): OutboundOutcome => ({
  outcome: 'answered',
  status,
  headers: { 'content-type': type },
  body: Buffer.from(body),
});

suite('a request to a linked wiki', () => {
  test('carries the token to the address of the link, and reads an object of JSON', async () => {
    const { requests, sent } = asking(() => json(200));
    const answer = await requests.ask(link, 1, 'first', '/rest/api/content/1');
    assert.ok(answer.kind === 'answered' && answer.members.get('a') === 1);
    assert.equal(sent[0]?.url, 'https://there.example/wiki/rest/api/content/1');
    assert.equal(sent[0]?.headers?.Authorization, 'Bearer first');
  });

  test('is sent again once with a new token, and no more', async () => {
    const { requests, sent, refused } = asking(() => json(401));
    assert.deepEqual(await requests.ask(link, 1, 'first', '/x'), { kind: 'none', why: 'unavailable' });
    assert.deepEqual(refused, ['first']);
    assert.deepEqual(
      sent.map(({ headers }) => headers?.Authorization),
      ['Bearer first', 'Bearer second'],
    );
  });

  for (const [what, answer, why] of [
    ['missing', json(404), 'not-found'],
    ['forbidden', json(403), 'not-found'],
    ['not understood', json(400), 'not-understood'],
    ['a redirect', json(302), 'unavailable'],
    ['an error', json(500), 'unavailable'],
    ['of another type', json(200, '{"a":1}', 'text/html'), 'unavailable'],
    ['of a type that only begins like it', json(200, '{"a":1}', 'application/jsonx'), 'unavailable'],
    ['no JSON', json(200, '<p>'), 'unavailable'],
    ['null', json(200, 'null'), 'unavailable'],
    ['nothing', { outcome: 'failed', reason: 'no answer within 5000 ms' }, 'unavailable'],
  ] as const) {
    test(`answers ${why} when what comes is ${what}`, async () => {
      assert.deepEqual(await asking(() => answer).requests.ask(link, 1, 'first', '/x'), { kind: 'none', why });
    });
  }

  test('is not sent while many are under way, of one person or of all', async () => {
    const waiting: ((outcome: OutboundOutcome) => void)[] = [];
    const { requests, sent } = asking(() => new Promise((settle) => waiting.push(settle)));
    const ask = (userId: number) => requests.ask(link, userId, 'first', '/x');
    const asked = Array.from({ length: 12 }, () => ask(1));
    assert.deepEqual(await ask(1), { kind: 'none', why: 'unavailable' });
    for (let userId = 2; userId <= 14; userId += 1) asked.push(...Array.from({ length: 4 }, () => ask(userId)));
    assert.deepEqual(await ask(99), { kind: 'none', why: 'unavailable' });
    assert.equal(sent.length, 64);
    for (const settle of waiting) settle(json(200));
    await Promise.all(asked);
    const late = [ask(1), ask(99)];
    for (const settle of waiting) settle(json(200));
    for (const answer of await Promise.all(late)) assert.equal(answer.kind, 'answered');
  });
});
