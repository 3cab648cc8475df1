/** Results of linked wikis: what is taken from an answer, and what is left there. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type LinkedSearchOutcome, linkedSearch } from '../../../src/applinks/linked-wikis/search.ts';
import type { OutgoingLink } from '../../../src/applinks/outgoing/outgoing-link.ts';

const base = 'https://there.example/wiki';

async function found(answer: object, provider: 'weir' | 'confluence' = 'weir'): Promise<LinkedSearchOutcome> {
  const link = { id: 1, address: base, provider, forPeople: true } as OutgoingLink; // What a search is made of.
  const { search } = linkedSearch({
    links: { list: async () => [link] },
    accountsOfUser: async () => [],
    accessTokenFor: async () => ({ kind: 'token', accessToken: 'token' }),
    requests: { ask: async () => ({ kind: 'answered', members: new Map(Object.entries(answer)) }) },
    clock: { now: () => 0 },
  });
  return search(link, 1, 'text ~ x');
}

async function addresses(...urls: readonly unknown[]): Promise<readonly string[]> {
  const outcomes = await Promise.all(urls.map((url) => found({ results: [{ title: 'x', url }] })));
  return outcomes.flatMap((outcome) => (outcome.kind === 'found' ? outcome.results.map(({ href }) => href) : []));
}

suite('the results of a linked wiki', () => {
  test('lead below its address, and nowhere else', async () => {
    assert.deepEqual(await addresses('/display/DOC/A+b?c=d#e'), [`${base}/display/DOC/A+b?c=d#e`]);
    const elsewhere = [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      '/../admin',
      '/x/../../admin',
      '/%2e%2e/admin',
    ];
    assert.deepEqual(await addresses(...elsewhere, 'javascript:alert(1)', 'display', '', undefined, null, 7, {}), []);
  });

  test('are marked where the other side says so, and are text', async () => {
    const title = '@@@hl@@@Gates@@@endhl@@@ &amp; <b>weirs</b>\u202e';
    const outcome = await found({
      results: [{ title, url: '/x', excerpt: 'no hit', resultGlobalContainer: { title: 'Space' } }],
    });
    assert.deepEqual(outcome, {
      kind: 'found',
      more: false,
      results: [
        {
          href: `${base}/x`,
          title: [
            { text: 'Gates', hit: true },
            { text: ' &amp; <b>weirs</b>', hit: false },
          ],
          excerpt: [{ text: 'no hit', hit: false }],
          where: 'Space',
        },
      ],
    });
    const confluence = await found({ results: [{ title: 'A &amp; B &lt;c&gt;', url: '/x' }] }, 'confluence');
    assert.ok(confluence.kind === 'found');
    assert.deepEqual(confluence.results[0]?.title, [{ text: 'A & B <c>', hit: false }]);
  });

  test('are few, short, and only those that have a shape', async () => {
    const many = await found({
      results: Array.from({ length: 50 }, () => ({ title: 'x'.repeat(9_000), url: '/x', excerpt: 'y'.repeat(9_000) })),
      _links: { next: '/next' },
    });
    assert.ok(many.kind === 'found' && many.more && many.results.length === 5);
    for (const { title, excerpt } of many.results) {
      assert.deepEqual([title[0]?.text.length, excerpt[0]?.text.length], [300, 600]);
    }
    for (const results of [undefined, null, 'x', 7, {}, [null], [[]], ['x'], [{}], [{ title: {}, url: '/x' }]]) {
      assert.deepEqual(await found({ results }), { kind: 'found', more: false, results: [] });
    }
  });
});
