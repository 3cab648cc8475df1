/** The second step of a sign-in in a browser, sign-in by passkey alone, and a passkey as fresh proof of presence. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../audit/origin.ts';
import type { Clock } from '../../foundation/clock.ts';
import { type CookieJar, cookieNames } from '../../http/cookies.ts';
import type { BrowserSessions } from '../session-cookie.ts';
import type { SessionStore, SignInProof } from '../sessions.ts';
import type { SignInRefusal } from '../sign-in.ts';
import { secondStepAttemptOf, type Throttle } from '../throttle.ts';
import type { Passkeys, ProvenPerson } from './passkeys.ts';
import type { PendingSignIn, PendingSignIns } from './pending-sign-ins.ts';
import type { TwoStep } from './two-step.ts';

export type SecondStepOutcome =
  | { readonly outcome: 'signed-in' }
  /** The first step is too long ago, or was made with a password that has changed: it begins anew. */
  | { readonly outcome: 'over' }
  | SignInRefusal;

/** An answer of a passkey, as JSON, with the token of the form that brought it. */
export interface PasskeyAnswer {
  readonly answer: string;
  readonly formToken: string;
}

export interface SecondStep {
  /** @returns whose second step this browser is at */
  waiting(request: FastifyRequest): Promise<PendingSignIn | undefined>;
  /** @param code of the authenticator app */
  byCode(request: FastifyRequest, reply: FastifyReply, code: string): Promise<SecondStepOutcome>;
  byRecoveryCode(request: FastifyRequest, reply: FastifyReply, code: string): Promise<SecondStepOutcome>;
  byPasskey(request: FastifyRequest, reply: FastifyReply, passkey: PasskeyAnswer): Promise<SecondStepOutcome>;
  /** Without a password: the passkey has verified who holds it. */
  signInByPasskey(
    request: FastifyRequest,
    reply: FastifyReply,
    passkey: PasskeyAnswer & { readonly remember: boolean },
  ): Promise<Extract<SecondStepOutcome, { outcome: 'signed-in' | 'wrong' }>>;
  /** In place of the password, for the request's session. @returns whether it holds */
  confirm(request: FastifyRequest, passkey: PasskeyAnswer): Promise<boolean>;
}

export function secondStep(rooms: {
  readonly sessions: SessionStore;
  readonly browserSessions: Pick<BrowserSessions, 'start'>;
  readonly pending: PendingSignIns;
  readonly twoStep: TwoStep;
  readonly passkeys: Passkeys;
  readonly throttle: Throttle;
  readonly cookies: CookieJar;
  readonly clock: Clock;
}): SecondStep {
  const { sessions, browserSessions, pending, twoStep, passkeys, throttle, cookies, clock } = rooms;
  const tokenOf = (request: FastifyRequest) => cookies.read(request, cookieNames.secondStep) ?? '';

  async function waiting(request: FastifyRequest): Promise<PendingSignIn | undefined> {
    const token = tokenOf(request);
    return token === '' ? undefined : pending.find(token);
  }

  /** Counts the attempt before it is looked at, as with passwords. */
  async function attempt(
    request: FastifyRequest,
    reply: FastifyReply,
    proof: SignInProof,
    isRight: (who: PendingSignIn) => Promise<boolean>,
  ): Promise<SecondStepOutcome> {
    const who = await waiting(request);
    if (who === undefined) return over(reply);
    const subjects = secondStepAttemptOf(who.username, request.ip);
    const admission = await throttle.admit(subjects, clock.now());
    if (admission.outcome === 'throttled') return refuse(request, admission);
    if (!(await isRight(who))) return refuse(request, { outcome: 'wrong' });
    await throttle.forgive(subjects, clock.now());
    return finish(request, reply, who, proof);
  }

  async function finish(
    request: FastifyRequest,
    reply: FastifyReply,
    who: PendingSignIn,
    proof: SignInProof,
  ): Promise<SecondStepOutcome> {
    if (!(await pending.finish(tokenOf(request)))) return over(reply);
    if (!(await browserSessions.start(request, reply, { ...who, proof }))) return over(reply);
    cookies.clear(reply, cookieNames.secondStep);
    return { outcome: 'signed-in' };
  }

  function over(reply: FastifyReply): SecondStepOutcome {
    cookies.clear(reply, cookieNames.secondStep);
    return { outcome: 'over' };
  }

  function refuse<Refusal extends SignInRefusal>(request: FastifyRequest, refusal: Refusal): Refusal {
    const reason = `second-step-${refusal.outcome}`;
    request.log.warn({ kind: 'sign-in-refused', reason, address: request.ip }, 'sign-in refused');
    return refusal;
  }

  return {
    waiting,

    byCode: (request, reply, code) =>
      attempt(request, reply, 'password-and-code', ({ userId }) => twoStep.takeCode(userId, code)),

    byRecoveryCode: (request, reply, code) =>
      attempt(request, reply, 'password-and-recovery-code', ({ userId }) =>
        twoStep.takeRecoveryCode(userId, code, originOf(request)),
      ),

    // Nobody guesses a signature: a wrong one is refused and not counted.
    async byPasskey(request, reply, { answer, formToken }) {
      const who = await waiting(request);
      if (who === undefined) return over(reply);
      const proven = await passkeys.prove(answer, { purpose: 'second-step', formToken, userId: who.userId });
      return proven === undefined ? refuse(request, { outcome: 'wrong' }) : finish(request, reply, who, 'password-and-passkey');
    },

    async signInByPasskey(request, reply, { answer, formToken, remember }) {
      const proven: ProvenPerson | undefined = await passkeys.prove(answer, { purpose: 'sign-in', formToken, userId: undefined });
      if (proven === undefined) return refuse(request, { outcome: 'wrong' });
      const started = await browserSessions.start(request, reply, { ...proven, proof: 'passkey', remember });
      return started ? { outcome: 'signed-in' } : refuse(request, { outcome: 'wrong' });
    },

    async confirm(request, { answer, formToken }) {
      const { caller } = request;
      if (caller.kind !== 'session') return false;
      const proven = await passkeys.prove(answer, { purpose: 'confirm', formToken, userId: caller.person.id });
      if (proven === undefined) return false;
      await sessions.confirm(caller.person.id, caller.session.publicId);
      return true;
    },
  };
}
