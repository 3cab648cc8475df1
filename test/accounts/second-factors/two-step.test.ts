/** Two-step sign-in over HTTP: setting up, both steps, single use under load, throttling, recovery codes, removal, reset, and what it means for Basic. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { administration } from '../../../src/accounts/administration.ts';
import { globalPermissionStore } from '../../../src/accounts/global-permissions.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { basicOf } from '../../support/routes.ts';
import { addApp, codeAt, firstStep, type Phone, recoveryCodesIn } from '../../support/two-step.ts';
import type { Visitor } from '../../support/visitor.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { runCommand } from '../../support/weir-process.ts';

const page = '/second-step';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`two-step sign-in (${engine})`, () => {
    let weir: TestWeir;
    before(async () => {
      weir = await startWeir({ engine });
    });
    after(() => weir.stop());

    let made = 0;
    async function someone(): Promise<{ readonly user: TestUser; readonly owner: Visitor; readonly phone: Phone }> {
      made += 1;
      const user = await weir.user(`uma${made}`);
      const owner = await weir.signedIn(user);
      return { user, owner, phone: await addApp(weir, owner) };
    }
    const hasSession = (visitor: Visitor) => /(^|; )weir_session=/.test(visitor.cookieHeader());

    test('asks for a code after the password, and has no session in between', async () => {
      const { user, phone } = await someone();
      const visitor = weir.visitor();
      assert.equal(
        await firstStep(visitor, user, { os_destination: '/users/sessions' }),
        `${page}?os_destination=%2Fusers%2Fsessions`,
      );
      assert.ok(!hasSession(visitor));
      assert.equal((await visitor.request('/users/sessions')).status, 303, 'the first step opens nothing');
      assert.match(
        await (await visitor.request(`${page}?os_destination=%2Fusers%2Fsessions`)).text(),
        /value="\/users\/sessions"/,
      );
      const answer = await visitor.post(page, { code: phone.nextCode(), os_destination: '/users/sessions' });
      assert.equal(answer.headers.get('location'), '/users/sessions');
      assert.equal((await visitor.request('/users/sessions')).status, 200);
      assert.doesNotMatch(visitor.cookieHeader(), /weir_second_step/);
      const events = await weir.rooms.database.read.selectFrom('audit_event').select('summary').execute();
      assert.ok(events.some(({ summary }) => summary === 'Signed in, with a code'));
    });

    test('takes no code twice, none of a step before, and not the one that set it up', async () => {
      const { user, phone } = await someone();
      const attempt = async (code: string) => {
        const visitor = weir.visitor();
        await firstStep(visitor, user);
        return (await visitor.post(page, { code })).status;
      };
      assert.equal(await attempt(codeAt(phone.secret, weir.clock.now())), 403, 'it was used when the app was set up');
      const code = phone.nextCode();
      const earlier = codeAt(phone.secret, weir.clock.now() - 30_000);
      assert.equal(await attempt(code), 303);
      assert.equal(await attempt(code), 403);
      assert.equal(await attempt(earlier), 403);
      assert.equal(await attempt(phone.nextCode()), 303);
    });

    test('of 16 that bring the same code at once, one is let in', async () => {
      const { user, phone } = await someone();
      const visitors = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const visitor = weir.visitor();
          await firstStep(visitor, user);
          return visitor;
        }),
      );
      const code = phone.nextCode();
      const outcomes = await Promise.all(
        Array.from({ length: 16 }, () => weir.rooms.secondFactors.twoStep.takeCode(user.person.id, code)),
      );
      assert.equal(outcomes.filter(Boolean).length, 1);
      const next = phone.nextCode();
      const answers = await Promise.all(visitors.map((visitor) => visitor.post(page, { code: next })));
      assert.equal(answers.filter(({ status }) => status === 303).length, 1);
    });

    test('the same first step is finished once', async () => {
      const { user, phone } = await someone();
      const visitor = weir.visitor();
      await firstStep(visitor, user);
      const before = visitor.cookieHeader();
      const forms = [{ code: phone.nextCode() }, ...phone.recoveryCodes.slice(0, 3).map((recoveryCode) => ({ recoveryCode }))];
      const answers = await Promise.all(forms.map((form) => visitor.post(page, form)));
      assert.equal(answers.filter(({ status }) => status === 303).length, 1);
      const late = weir.visitor();
      for (const pair of before.split('; ')) late.setCookie(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      assert.ok(await isAtFirstStep(late), 'there is nothing to finish any more');
    });

    test('belongs to the browser that made the first step, and is over after ten minutes', async () => {
      const { user, phone } = await someone();
      const visitor = weir.visitor();
      await firstStep(visitor, user);
      const other = weir.visitor();
      assert.ok(await isAtFirstStep(other));
      weir.clock.advance(10 * 60_000 + 1);
      assert.ok(await isAtFirstStep(visitor));
      assert.ok(!hasSession(visitor));
      await firstStep(visitor, user);
      assert.equal((await visitor.post(page, { code: phone.nextCode() })).status, 303);
    });

    test('ends with a changed password, and with a disabled account', async () => {
      const { user } = await someone();
      for (const end of [
        () =>
          weir.rooms.users.changePassword(
            { userId: user.person.id, password: 'another one of words', alsoApplications: false },
            systemOrigin,
          ),
        () => weir.rooms.users.disable(user.person.id, systemOrigin),
      ]) {
        const visitor = weir.visitor();
        const { id } = user.person;
        const { passwordChangedAt } = (await weir.rooms.users.byId(id)) ?? { passwordChangedAt: null };
        const token = await weir.rooms.secondFactors.pending.begin({
          userId: id,
          passwordChangedAt: passwordChangedAt ?? 0,
          remember: false,
        });
        visitor.setCookie('weir_second_step', token);
        assert.equal(await isAtFirstStep(visitor), false);
        weir.clock.advance(1000);
        await end();
        assert.ok(await isAtFirstStep(visitor));
      }
    });

    test('remembers “Remember me” over both steps', async () => {
      const { user, phone } = await someone();
      const visitor = weir.visitor();
      await firstStep(visitor, user, { os_cookie: 'true' });
      const answer = await visitor.post(page, { code: phone.nextCode() });
      assert.match(answer.headers.getSetCookie().find((line) => line.startsWith('weir_session=')) ?? '', /Max-Age=2592000/);
    });

    test('is throttled as passwords are, apart from them, and a right code ends the count', async () => {
      const { user, phone } = await someone();
      const visitor = weir.visitor();
      await firstStep(visitor, user);
      const statuses: number[] = [];
      for (let count = 0; count < 6; count += 1) statuses.push((await visitor.post(page, { code: '000000' })).status);
      assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429]);
      const held = await visitor.post(page, { code: phone.nextCode() });
      assert.equal(held.status, 303, 'the pause of two seconds was over');
      const again = weir.visitor();
      await firstStep(again, user);
      assert.equal((await again.post(page, { code: '000000' })).status, 403);
    });

    test('lets somebody in by each recovery code once, however it is typed', async () => {
      const { user, owner, phone } = await someone();
      const [first = '', second = ''] = phone.recoveryCodes;
      const attempt = async (recoveryCode: string) => {
        const visitor = weir.visitor();
        await firstStep(visitor, user);
        return (await visitor.post(page, { recoveryCode })).status;
      };
      assert.equal(await attempt(first.toUpperCase().replaceAll('-', ' ')), 303);
      assert.equal(await attempt(first), 403);
      assert.equal(await attempt('00000-00000-00000-00000'), 403);
      const { takeRecoveryCode } = weir.rooms.secondFactors.twoStep;
      const race = await Promise.all(Array.from({ length: 16 }, () => takeRecoveryCode(user.person.id, second, systemOrigin)));
      assert.equal(race.filter(Boolean).length, 1);
      assert.match(await (await owner.request('/users/two-step-sign-in')).text(), /8 codes left/);
    });

    test('makes new recovery codes, with which the old ones end', async () => {
      const { user, owner, phone } = await someone();
      await confirm(owner, user);
      const answer = await owner.post('/users/two-step-sign-in/recovery-codes', {});
      const [fresh = ''] = recoveryCodesIn(await answer.text());
      const { takeRecoveryCode } = weir.rooms.secondFactors.twoStep;
      assert.equal(await takeRecoveryCode(user.person.id, phone.recoveryCodes[0] ?? '', systemOrigin), false);
      assert.equal(await takeRecoveryCode(user.person.id, fresh, systemOrigin), true);
      const other = await someone();
      assert.equal(
        await takeRecoveryCode(user.person.id, other.phone.recoveryCodes[0] ?? '', systemOrigin),
        false,
        'somebody else’s',
      );
    });

    test('asks for the password again before anything about it changes', async () => {
      const { owner } = await someone();
      weir.clock.advance(11 * 60_000);
      for (const path of ['/users/two-step-sign-in/app/remove', '/users/two-step-sign-in/recovery-codes']) {
        const answer = await owner.post(path, {});
        assert.equal(answer.status, 403, path);
        assert.match(await answer.text(), /Confirm your password/, path);
      }
      for (const path of ['/users/two-step-sign-in/app', '/users/passkeys']) {
        assert.match((await owner.request(path)).headers.get('location') ?? '', /^\/confirm-password\?next=/, path);
      }
    });

    test('is off again when the app is removed, and the recovery codes are gone', async () => {
      const { user, owner } = await someone();
      await confirm(owner, user);
      assert.equal((await owner.post('/users/two-step-sign-in/app/remove', {})).status, 303);
      assert.equal(await firstStep(weir.visitor(), user), '/');
      const codes = await weir.rooms.database.read
        .selectFrom('recovery_code')
        .select('code_hash')
        .where('user_id', '=', user.person.id)
        .execute();
      assert.deepEqual(codes, []);
    });

    test('is reset by an administrator, not from below, and it is in the audit trail', async () => {
      const { user } = await someone();
      assert.equal(await weir.rooms.secondFactors.twoStep.reset(user.person.id, systemOrigin), true);
      assert.equal(await weir.rooms.secondFactors.twoStep.reset(user.person.id, systemOrigin), false);
      assert.equal(await firstStep(weir.visitor(), user), '/');
      const kinds = await weir.rooms.database.read
        .selectFrom('audit_event')
        .select('kind')
        .where('object_name', '=', user.username)
        .where('kind', 'like', 'two-step.%')
        .orderBy('id')
        .execute();
      assert.deepEqual(
        kinds.map(({ kind }) => kind),
        ['two-step.app-added', 'two-step.reset'],
      );
    });

    test('is reset by a system administrator for another one, by nobody below, and by the command line', async () => {
      const { user } = await someone();
      const { database, groups, secondFactors, settings } = weir.rooms;
      const { resetTwoStep } = administration({
        ...weir.rooms,
        clock: weir.clock,
        permissions: globalPermissionStore(database, weir.clock),
        twoStep: secondFactors.twoStep,
        throttling: settings.inForce,
      });
      await groups.addMember('weir-administrators', user.person.id, systemOrigin);
      const by = (isSystemAdministrator: boolean) => resetTwoStep(user.username, { origin: systemOrigin, isSystemAdministrator });
      assert.equal((await by(false)).outcome, 'system-administrator-only');
      assert.equal((await secondFactors.twoStep.overview(user.person.id)).app === undefined, false);
      const first = await runCommand(['user', 'reset-two-step', user.username], weir.environment);
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.stdout, /signs in with the password alone again/);
      const second = await runCommand(['user', 'reset-two-step', user.username], weir.environment);
      assert.equal(second.code, 1);
      assert.match(second.stderr, /nothing to reset/);
      assert.equal((await by(true)).outcome, 'done');
      assert.equal(await firstStep(weir.visitor(), user), '/');
    });

    test('leaves the API to tokens: the password alone is refused in words, by Basic', async () => {
      const { user } = await someone();
      const call = (authorization: string) => fetch(`${weir.baseUrl}/rest/api/user/current`, { headers: { authorization } });
      const answer = await call(basicOf(user));
      assert.equal(answer.status, 401);
      assert.match(await answer.text(), /personal access token/);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer /);
      const wrong = await call(basicOf({ ...user, password: 'a wrong one' }));
      assert.doesNotMatch(await wrong.text(), /personal access token/, 'who does not know the password learns nothing');
      const token = await weir.rooms.personalTokens.create(
        user.person,
        { name: 't', days: undefined, scope: undefined },
        systemOrigin,
      );
      assert.ok(token.outcome === 'created');
      assert.equal((await call(`Bearer ${token.rawToken}`)).status, 200);
    });

    test('an application’s request passes through both steps to its consent and back', async () => {
      const { user, phone } = await someone();
      const link = await weir.link({ scope: 'READ' });
      const url = weir.authorizeUrl(link, { scope: 'READ', state: 's' });
      const visitor = weir.visitor();
      const asked = await visitor.request(url);
      const login = asked.headers.get('location') ?? '';
      const destination = new URL(login, weir.baseUrl).searchParams.get('os_destination') ?? '';
      const next = await firstStep(visitor, user, { os_destination: destination });
      const shown = await visitor.request(next);
      assert.match(shown.headers.get('content-security-policy') ?? '', /form-action 'self' https/);
      const done = await visitor.post(next, { code: phone.nextCode(), os_destination: destination });
      assert.equal(done.headers.get('location'), destination);
      const back = await weir.authorize(visitor, link, { scope: 'READ', state: 's' });
      assert.ok(back.get('code'));
    });
  });
}

/** Whether the address of the second step asks for the password. */
async function isAtFirstStep(visitor: Visitor): Promise<boolean> {
  return (await (await visitor.request(page)).text()).includes('name="os_password"');
}

async function confirm(visitor: Visitor, user: TestUser): Promise<void> {
  assert.equal((await visitor.post('/confirm-password', { password: user.password, next: '/' })).status, 303);
}
