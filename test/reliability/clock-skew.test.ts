/** Security rule 18: nodes whose clocks differ by five minutes bring nothing back to life and end nothing that is fresh. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { RunningServer } from '../../src/server.ts';
import { credentialsOf, postForm } from '../support/forms.ts';
import { startNode } from '../support/node.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestLink, type TestUser, type TestWeir } from '../support/weir.ts';

const skew = 5 * 60_000;

interface Node {
  readonly name: string;
  readonly baseUrl: string;
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`nodes five minutes apart, on ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'} (security rule 18)`, () => {
    let weir: TestWeir;
    let uma: TestUser;
    let link: TestLink;
    let others: readonly RunningServer[];
    let nodes: readonly Node[];

    before(async () => {
      weir = await startWeir({ engine });
      uma = await weir.user('uma');
      link = await weir.link({ skipConsent: true });
      others = await Promise.all([startNode(weir, { ahead: -skew }), startNode(weir, { ahead: skew })]);
      const [behind, ahead] = others.map(({ address }) => `http://localhost:${address.port}`);
      nodes = [
        { name: 'on time', baseUrl: weir.baseUrl },
        { name: 'behind', baseUrl: behind ?? '' },
        { name: 'ahead', baseUrl: ahead ?? '' },
      ];
      await weir.authorize(await weir.signedIn(uma), link, {});
    });
    after(async () => {
      await Promise.all(others.map((server) => server.close()));
      await weir.stop();
    });

    async function codeAt({ baseUrl }: Node): Promise<string> {
      const { cookie } = await sessionOf(weir, uma);
      const address = weir.authorizeUrl(link).replace(weir.baseUrl, baseUrl);
      const answer = await fetch(address, { headers: { cookie }, redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    }

    const token = ({ baseUrl }: Node, fields: Readonly<Record<string, string>>) =>
      postForm(`${baseUrl}/rest/oauth2/latest/token`, { ...credentialsOf(link), ...fields });
    const exchange = (node: Node, code: string) =>
      token(node, { grant_type: 'authorization_code', code, redirect_uri: link.redirectUri });
    const statusAt = async ({ baseUrl }: Node, accessToken: unknown) =>
      (await fetch(`${baseUrl}/rest/api/user/current`, { headers: { authorization: `Bearer ${accessToken}` } })).status;

    test('a fresh token of one is good on all, and so is a session', async () => {
      for (const issuer of nodes) {
        const { status, json } = await exchange(issuer, await codeAt(issuer));
        assert.equal(status, 200, issuer.name);
        for (const node of nodes) {
          assert.equal(await statusAt(node, json.access_token), 200, `of the one ${issuer.name} at the one ${node.name}`);
          const { cookie } = await sessionOf(weir, uma);
          const page = await fetch(`${node.baseUrl}/users/sessions`, { headers: { cookie }, redirect: 'manual' });
          assert.equal(page.status, 200);
        }
      }
    });

    test('a code that was used on one is used on all, and its tokens end on all when it is tried again', async () => {
      for (const issuer of nodes) {
        for (const other of nodes) {
          const code = await codeAt(issuer);
          const first = await exchange(issuer, code);
          assert.equal(first.status, 200);
          assert.equal((await exchange(other, code)).json.error, 'invalid_grant', `${issuer.name}, then ${other.name}`);
          for (const node of nodes) assert.equal(await statusAt(node, first.json.access_token), 401);
        }
      }
    });

    test('a refresh token that was replaced on one, and whose successor was used, ends the family on all', async () => {
      for (const other of nodes) {
        const [here] = nodes;
        assert.ok(here);
        const first = await exchange(here, await codeAt(here));
        const refreshing = { grant_type: 'refresh_token', refresh_token: String(first.json.refresh_token) };
        const second = await token(here, refreshing);
        assert.equal(await statusAt(other, second.json.access_token), 200);
        assert.equal((await token(other, refreshing)).json.error, 'invalid_grant', other.name);
        for (const node of nodes) assert.equal(await statusAt(node, second.json.access_token), 401);
      }
    });

    test('what was revoked on one is revoked on all', async () => {
      for (const revoker of nodes) {
        const [here] = nodes;
        assert.ok(here);
        const { json } = await exchange(here, await codeAt(here));
        const fields = { ...credentialsOf(link), token: String(json.access_token) };
        assert.equal((await postForm(`${revoker.baseUrl}/rest/oauth2/latest/revoke`, fields)).status, 200);
        for (const node of nodes) assert.equal(await statusAt(node, json.access_token), 401);
      }
    });
  });
}
