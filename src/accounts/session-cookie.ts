/** A browser's session: whom the request's cookie names; signing in, signing out, and proving the password again. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../audit/origin.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { CredentialResolver } from '../http/access.ts';
import { anonymousCaller, type CallerSession } from '../http/caller.ts';
import { type CookieJar, cookieNames } from '../http/cookies.ts';
import { csrfTokenOf } from '../http/csrf.ts';
import { type PendingSignIns, pendingLife } from './second-factors/pending-sign-ins.ts';
import type { RequiresTwoStep } from './second-factors/requirement.ts';
import type { SessionLives, SessionStore, SignInProof } from './sessions.ts';
import type { SignIn, SignInRefusal, Verified } from './sign-in.ts';

/** How long ago the password may have been proved where a secret is shown (View credentials). */
const freshFor: Milliseconds = 10 * 60 * 1000;

export interface Credentials {
  readonly username: string;
  /** As typed. */
  readonly password: string;
  /** "Remember me". */
  readonly remember: boolean;
}

/** `second-step`: the password was right, and is not enough. */
export type SignedIn = Verified | { readonly outcome: 'second-step' };

export interface BrowserSessions {
  /**
   * Verifies name and password and starts a session: a new value in the cookie, whatever it held; the browser's session before ends.
   * Where two-step sign-in is on, it starts none: the browser is known for a while as one that has done the first step.
   * @returns who signed in, that the second step is next, or the refusal to show on the form
   */
  signIn(request: FastifyRequest, reply: FastifyReply, credentials: Credentials): Promise<SignedIn | SignInRefusal>;
  /** Starts a session for somebody who is known otherwise: by a second step, a passkey, or as the administrator that setup has just made. @returns whether it started */
  start(
    request: FastifyRequest,
    reply: FastifyReply,
    user: {
      readonly userId: number;
      readonly passwordChangedAt: Milliseconds;
      readonly proof: SignInProof;
      readonly remember: boolean;
    },
  ): Promise<boolean>;
  /** Ends the request's session, if it has one, and takes the cookie back. */
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Whether the password was proved in the last ten minutes. */
  isFresh(session: CallerSession): boolean;
  /** Proves the password again for the request's session; throttled like a sign-in. */
  confirm(request: FastifyRequest, password: string): Promise<{ readonly outcome: 'confirmed' } | SignInRefusal>;
}

export interface BrowserSessionOptions {
  readonly sessions: SessionStore;
  readonly signIn: SignIn;
  readonly pending: Pick<PendingSignIns, 'begin'>;
  readonly cookies: CookieJar;
  readonly lives: () => SessionLives;
  readonly clock: Clock;
}

export function browserSessions({ sessions, signIn, pending, cookies, lives, clock }: BrowserSessionOptions): BrowserSessions {
  const start: BrowserSessions['start'] = async (request, reply, { userId, passwordChangedAt, proof, remember }) => {
    const value = await sessions.start(
      {
        userId,
        passwordChangedAt,
        proof,
        remember,
        userAgent: request.headers['user-agent'] ?? '',
        replaces: cookies.read(request, cookieNames.session),
      },
      originOf(request),
    );
    if (value === undefined) return false;
    cookies.set(reply, cookieNames.session, value, remember ? { maxAge: lives().rememberMeSeconds } : {});
    return true;
  };

  return {
    start,

    async signIn(request, reply, { username, password, remember }) {
      const outcome = await signIn.verify(username, password, originOf(request));
      if (outcome.outcome !== 'verified') {
        request.log.warn({ kind: 'sign-in-refused', reason: outcome.outcome, address: request.ip }, 'sign-in refused');
        return outcome;
      }
      const { person, passwordChangedAt, hasTwoStep } = outcome;
      const user = { userId: person.id, passwordChangedAt, remember };
      if (hasTwoStep) {
        cookies.set(reply, cookieNames.secondStep, await pending.begin(user), { maxAge: pendingLife / 1000 });
        return { outcome: 'second-step' };
      }
      return (await start(request, reply, { ...user, proof: 'password' })) ? outcome : { outcome: 'wrong' };
    },

    async signOut(request, reply) {
      const { caller } = request;
      if (caller.kind === 'session') await sessions.end(caller.person.id, caller.session.publicId, originOf(request));
      cookies.clear(reply, cookieNames.session);
      request.caller = anonymousCaller;
    },

    isFresh: ({ authenticatedAt }) => clock.now() - authenticatedAt < freshFor,

    async confirm(request, password) {
      const { caller } = request;
      if (caller.kind !== 'session') return { outcome: 'wrong' };
      const outcome = await signIn.verify(caller.person.username, password, originOf(request));
      if (outcome.outcome !== 'verified') return outcome;
      await sessions.confirm(caller.person.id, caller.session.publicId);
      return { outcome: 'confirmed' };
    },
  };
}

/** A cookie that names no live session is as good as none, and is taken back. */
export function sessionResolver(
  sessions: SessionStore,
  cookies: CookieJar,
  requiresTwoStep: RequiresTwoStep,
): CredentialResolver {
  return async (request, reply) => {
    const value = cookies.read(request, cookieNames.session);
    if (value === undefined) return { outcome: 'absent' };
    const session = await sessions.resolve(value);
    if (session === undefined) {
      cookies.clear(reply, cookieNames.session);
      return { outcome: 'absent' };
    }
    const { person, publicId, authenticatedAt, hasTwoStep } = session;
    const mustSetUpTwoStep = !hasTwoStep && (await requiresTwoStep(person.id));
    return {
      outcome: 'caller',
      caller: {
        kind: 'session',
        person,
        session: { publicId, authenticatedAt, csrfToken: csrfTokenOf(value), mustSetUpTwoStep },
      },
    };
  };
}
