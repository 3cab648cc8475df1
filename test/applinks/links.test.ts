/** Who may do what with which link, and what comes of it; on both databases. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { blankLink } from '../../src/applinks/link-form.ts';
import { type Administrator, createLinks, type Links } from '../../src/applinks/links.ts';
import { auditStore } from '../../src/audit/audit-trail.ts';
import type { Database } from '../../src/database/database.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { clientList } from '../../src/oauth/client-list.ts';
import { clientSecrets } from '../../src/oauth/client-secrets.ts';
import { clientStore } from '../../src/oauth/client-store.ts';
import { createClients } from '../../src/oauth/clients.ts';
import { eachDatabase } from '../support/databases.ts';
import { png } from './pictures.ts';

const day = 24 * 3600 * 1000;
const origin = { actor: { userId: null, name: 'ada' }, remoteAddress: '192.0.2.1', requestId: 'r1' };
const administrator: Administrator = { origin, isSystemAdministrator: false };
const system: Administrator = { origin, isSystemAdministrator: true };
const postman = { ...blankLink, redirectUris: ['https://oauth.pstmn.io/v1/callback'] };

let count = 0;
const named = (input: Partial<typeof postman> = {}) => ({ ...postman, name: `Link ${++count}`, ...input });

eachDatabase((_engine, open) => {
  let database: Database;
  let links: Links;
  let now = 1_772_366_400_000;

  before(async () => {
    ({ database } = await open());
    const random = systemRandom();
    const secrets = clientSecrets(createKeyring([random.bytes(32)], random), random);
    const clock = { now: () => now };
    links = createLinks({
      clients: createClients({ database, secrets, clock, random, redirectPolicy: () => ({ allowHttp: false, hosts: [] }) }),
      clientStore: clientStore(database),
      clientList: clientList(database),
      redirectPolicy: () => ({ allowHttp: false, hosts: [] }),
    });
  });

  async function create(input: Partial<typeof postman> = {}, by = system) {
    const outcome = await links.create(named(input), by);
    assert(outcome.kind === 'saved', JSON.stringify(outcome));
    return outcome;
  }

  test('a link is created with a secret, a public one without', async () => {
    const { client, secret } = await create({ scope: 'WRITE' });
    assert.match(secret ?? '', /^[\w-]{43}$/);
    assert.equal((await create({ clientType: 'public' })).secret, undefined);
    const link = await links.find(client.id);
    assert.deepEqual([link?.name, link?.scope, link?.users, link?.lastUsedAt], [client.name, 'WRITE', 0, null]);
  });

  test('a name is given once, whatever its case', async () => {
    const { client } = await create();
    const again = await links.create(named({ name: client.name.toUpperCase() }), system);
    assert(again.kind === 'invalid');
    assert.deepEqual(
      again.problems.map(({ field }) => field),
      ['name'],
    );
  });

  test('a link is found by its name, client id or number', async () => {
    const { client } = await create();
    for (const reference of [client.name, client.clientId, String(client.id)]) {
      assert.equal((await links.findByReference(reference))?.id, client.id, reference);
    }
    assert.equal(await links.findByReference('nothing of that name'), undefined);
  });

  test('a link that may ask for System admin is managed by system administrators only', async () => {
    const { client } = await create({ scope: 'SYSTEM_ADMIN' });
    const refused = { kind: 'system-administrator-only' };
    assert.deepEqual(await links.update(client.id, named(), administrator), refused);
    assert.deepEqual(await links.rotateSecret(client.id, 0, administrator), refused);
    assert.deepEqual(await links.viewCredentials(client.id, administrator), refused);
    assert.deepEqual(await links.switchTryIt(client.id, true, administrator), refused);
    assert.deepEqual(await links.setLogo(client.id, png(32, 32), administrator), refused);
    // To end it needs no such trust; to bring it back does.
    assert.deepEqual(await links.disable(client.id, administrator), { kind: 'done' });
    assert.deepEqual(await links.enable(client.id, administrator), refused);
    assert.deepEqual(await links.remove(client.id, administrator), { kind: 'done' });
  });

  test('nobody raises a link to System admin without being a system administrator', async () => {
    const { client } = await create({}, administrator);
    const raised = await links.update(client.id, named({ scope: 'SYSTEM_ADMIN' }), administrator);
    assert.equal(raised.kind, 'invalid');
    assert.equal((await links.find(client.id))?.scope, 'READ');
    assert.equal((await links.update(client.id, named({ scope: 'SYSTEM_ADMIN' }), system)).kind, 'saved');
  });

  test('an edit keeps what the form does not show', async () => {
    const { client } = await create();
    await links.switchTryIt(client.id, true, system);
    await links.update(client.id, named({ scope: 'WRITE' }), system);
    const link = await links.find(client.id);
    assert.deepEqual([link?.allowTryIt, link?.scope, link?.clientId], [true, 'WRITE', client.clientId]);
  });

  test('a rotated secret works on for the overlap and no longer; both are shown with their ends', async () => {
    const { client, secret } = await create();
    const rotated = await links.rotateSecret(client.id, 7, system);
    assert(rotated.kind === 'rotated');
    const shown = await links.viewCredentials(client.id, system);
    assert(shown.kind === 'shown');
    assert.deepEqual(
      shown.secrets.map(({ secret: value, expiresAt }) => [value, expiresAt]),
      [
        [rotated.secret, null],
        [secret, now + 7 * day],
      ],
    );
    now += 7 * day;
    const later = await links.viewCredentials(client.id, system);
    assert(later.kind === 'shown');
    assert.deepEqual(
      later.secrets.map(({ secret: value }) => value),
      [rotated.secret],
    );
  });

  test('of a rotation without overlap only the new secret is left', async () => {
    const { client } = await create();
    await links.rotateSecret(client.id, 30, system);
    const rotated = await links.rotateSecret(client.id, 0, system);
    assert(rotated.kind === 'rotated');
    const shown = await links.viewCredentials(client.id, system);
    assert(shown.kind === 'shown');
    assert.deepEqual(
      shown.secrets.map(({ secret }) => secret),
      [rotated.secret],
    );
  });

  test('a public link has no secret to rotate', async () => {
    const { client } = await create({ clientType: 'public' });
    assert.deepEqual(await links.rotateSecret(client.id, 0, system), { kind: 'public' });
  });

  test('a logo is kept as it was uploaded, and shown to whoever knows the client id', async () => {
    const { client } = await create();
    const picture = png(48, 48);
    assert.deepEqual(await links.setLogo(client.id, picture, system), { kind: 'done' });
    assert.deepEqual(await links.logo(client.clientId), { mediaType: 'image/png', bytes: picture });
    assert.deepEqual(await links.setLogo(client.id, Buffer.from('<svg/>'), system), {
      kind: 'not-a-logo',
      problem: 'not-png-or-jpeg',
    });
    assert.deepEqual(await links.removeLogo(client.id, system), { kind: 'done' });
    assert.equal(await links.logo(client.clientId), undefined);
    assert.equal(await links.logo('nobody'), undefined);
  });

  test('what no link has the number of is unknown to every verb', async () => {
    const unknown = { kind: 'unknown' };
    assert.deepEqual(await links.update(999_999, named(), system), unknown);
    assert.deepEqual(await links.rotateSecret(999_999, 0, system), unknown);
    assert.deepEqual(await links.viewCredentials(999_999, system), unknown);
    assert.deepEqual(await links.disable(999_999, system), unknown);
    assert.deepEqual(await links.enable(999_999, system), unknown);
    assert.deepEqual(await links.remove(999_999, system), unknown);
    assert.deepEqual(await links.setLogo(999_999, png(32, 32), system), unknown);
  });

  test('every change is in the audit trail: who, when, what, from where; and no secret', async () => {
    const { client, secret } = await create();
    await links.update(client.id, named({ name: client.name, scope: 'ADMIN' }), system);
    await links.switchTryIt(client.id, true, system);
    const rotated = await links.rotateSecret(client.id, 1, system);
    await links.viewCredentials(client.id, system);
    await links.setLogo(client.id, png(32, 32), system);
    await links.disable(client.id, system);
    await links.enable(client.id, system);
    await links.remove(client.id, system);
    const object = { type: 'application-link', id: client.clientId };
    const events = (await auditStore(database).list({ object, limit: 50 })).toReversed();
    assert.deepEqual(
      events.map(({ kind }) => kind.replace('application-link.', '')),
      ['created', 'changed', 'changed', 'secret-rotated', 'credentials-viewed', 'logo-changed', 'disabled', 'enabled', 'removed'],
    );
    assert.deepEqual(events[1]?.changes, [{ name: 'scope', oldValue: 'READ', newValue: 'ADMIN' }]);
    for (const event of events) assert.deepEqual([event.origin, event.at], [origin, now]);
    const written = JSON.stringify(events);
    assert(rotated.kind === 'rotated' && secret !== undefined);
    assert(!written.includes(secret) && !written.includes(rotated.secret));
  });
});
