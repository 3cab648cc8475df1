/** What a server must look at in a passkey's answer, with a device that is not honest (WebAuthn Level 3 §7.2). */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import type { ChallengePurpose } from '../../../src/accounts/second-factors/challenges.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { addPasskey, type SoftwarePasskey } from '../../support/software-passkey.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';

suite('a passkey', () => {
  let weir: TestWeir;
  let uma: TestUser;
  let lin: TestUser;
  let ofUma: SoftwarePasskey;
  before(async () => {
    weir = await startWeir();
    [uma, lin] = [await weir.user('uma'), await weir.user('lin')];
    ofUma = await addPasskey(weir, uma.person.id);
    await addPasskey(weir, lin.person.id);
  });
  after(() => weir.stop());

  const formToken = randomBytes(16).toString('hex');
  const bindingOf = (purpose: ChallengePurpose, user: TestUser | undefined) => ({
    purpose,
    formToken,
    userId: user?.person.id,
  });

  /** Asks for an answer, and has `ofUma` give it. @param handle whose it says it is */
  async function proven(purpose: ChallengePurpose, user: TestUser | undefined, handle = uma, asked = user) {
    const { passkeys } = weir.rooms.secondFactors;
    const { challenge } = await passkeys.ask(bindingOf(purpose, asked));
    return passkeys.prove(ofUma.answer(challenge, handle.person.userKey), bindingOf(purpose, user));
  }

  test('signs its owner in, and is the second step and the confirmation of its owner', async () => {
    assert.equal((await proven('sign-in', undefined))?.username, 'uma');
    assert.equal((await proven('second-step', uma))?.username, 'uma');
    assert.equal((await proven('confirm', uma))?.username, 'uma');
  });

  test('is nobody else’s second step or confirmation (§7.2 step 6)', async () => {
    assert.equal(await proven('second-step', lin), undefined);
    assert.equal(await proven('confirm', lin), undefined);
  });

  test('that says it is somebody else’s is refused, though its signature is right (§7.2 step 6)', async () => {
    assert.equal(await proven('sign-in', undefined, lin), undefined);
    assert.equal(await proven('second-step', uma, lin), undefined);
  });

  test('answers the challenge that it was asked, of that person, once', async () => {
    assert.equal(await proven('second-step', uma, uma, lin), undefined);
    const { passkeys } = weir.rooms.secondFactors;
    const { challenge } = await passkeys.ask(bindingOf('sign-in', undefined));
    const answer = ofUma.answer(challenge, uma.person.userKey);
    assert.equal(await passkeys.prove(answer, bindingOf('second-step', uma)), undefined, 'for another purpose');
    assert.ok(await passkeys.prove(answer, bindingOf('sign-in', undefined)));
    assert.equal(await passkeys.prove(answer, bindingOf('sign-in', undefined)), undefined, 'again');
  });

  test('of a disabled account opens nothing', async () => {
    await weir.rooms.users.disable(uma.person.id, systemOrigin);
    assert.equal(await proven('sign-in', undefined), undefined);
  });
});
