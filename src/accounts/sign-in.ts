/**
 * Checks a name and a password: for the sign-in form, for confirming a password, and for Basic. An unknown name, a disabled account
 * and a wrong password give the same answer after the same amount of work (security rule 9).
 */
import type { Selectable } from 'kysely';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { UserAccountTable } from '../database/schema/accounts.ts';
import type { Clock, Milliseconds, Seconds } from '../foundation/clock.ts';
import { equalInConstantTime, sha256 } from '../foundation/digest.ts';
import { type Random, secretValue } from '../foundation/random.ts';
import type { Person } from '../http/caller.ts';
import { type Passwords, TooManySignIns } from './passwords.ts';
import { type PersonRow, personColumns, toPerson } from './person.ts';
import { usernameKey } from './profile-rules.ts';
import { attemptOf, signInThrottle, type ThrottleRules } from './throttle.ts';

export type SignInRefusal =
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'throttled'; readonly retryAfterSeconds: Seconds };

export interface Verified {
  readonly outcome: 'verified';
  readonly person: Person;
  /** Which password it was: a session starts only while it is still that one. */
  readonly passwordChangedAt: Milliseconds;
  /** Two-step sign-in is on: the password is half of it. */
  readonly hasTwoStep: boolean;
}

export type SignInOutcome = Verified | SignInRefusal;

export interface SignIn {
  /** @param password as typed @param origin its remote address is what the attempt is counted under, beside the account */
  verify(username: string, password: string, origin: Origin): Promise<SignInOutcome>;
  /**
   * The same for a client that sends its password with each request: a password that was right a moment ago is not hashed again.
   * It is remembered, for a few minutes and in this process only, as a keyed digest beside the hash it was right for; the account is read on each
   * request, so that a changed password or a disabled account ends it at once. A throttled attempt is refused before this memory is
   * looked at: it answers nobody who may not ask.
   */
  verifyRepeated(
    username: string,
    password: string,
    origin: Origin,
  ): Promise<Omit<Verified, 'passwordChangedAt'> | SignInRefusal>;
  /** Deletes some rows of the throttle that count for nothing any more. @returns how many */
  prune(limit: number): Promise<number>;
}

export interface SignInOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwords: Passwords;
  /** How patient sign-in is with wrong passwords now. */
  readonly throttling: () => ThrottleRules;
  /** Told what came of each name and password that were checked. */
  readonly onChecked?: ((outcome: SignInOutcome['outcome']) => void) | undefined;
}

const rememberFor: Milliseconds = 5 * 60 * 1000;
const mostRemembered = 1000;
/** What somebody is told who comes when too many wait for their password to be checked. */
const busy: SignInRefusal = { outcome: 'throttled', retryAfterSeconds: 2 };

type Checked =
  | { readonly outcome: 'verified'; readonly account: Account; readonly passwordChangedAt: Milliseconds }
  | SignInRefusal;

/** A right password, remembered: both must still be so when it is shown again. */
interface Remembered {
  readonly password: string;
  readonly passwordHash: string | null;
  readonly until: Milliseconds;
}

export function signIn({ database, clock, random, passwords, throttling, onChecked }: SignInOptions): SignIn {
  const throttle = signInThrottle(database, throttling);
  const findAccount = accountFinder(database);
  const key = secretValue(random);
  const digest = (...parts: readonly string[]) => sha256(JSON.stringify([key, ...parts]));
  const running = new Map<string, Promise<Checked>>();
  const remembered = new Map<string, Remembered>();

  async function attempt(username: string, password: string, origin: Origin): Promise<Checked> {
    const subjects = attemptOf(username, origin.remoteAddress);
    const pause = await throttle.pauseOf(subjects, clock.now());
    if (pause !== undefined) return { outcome: 'throttled', retryAfterSeconds: pause };
    // Before the attempt is counted: nobody who was not looked at has failed.
    if (passwords.isBusy()) return busy;
    const admission = await throttle.admit(subjects, clock.now());
    if (admission.outcome === 'throttled') return admission;
    const account = await findAccount(username);
    const right = await passwords.verify(account?.password_hash ?? null, password);
    if (!right || account === undefined || account.disabled_at !== null || account.password_changed_at === null) {
      return { outcome: 'wrong' };
    }
    await throttle.forgive(subjects, clock.now());
    return { outcome: 'verified', account, passwordChangedAt: account.password_changed_at };
  }

  /** The same attempt made several times at once, by a script with many connections, is one guess and one hash. */
  function attemptOnce(username: string, password: string, origin: Origin): Promise<Checked> {
    const name = digest(origin.remoteAddress, usernameKey(username), password);
    const known = running.get(name);
    if (known) return known;
    const made = attempt(username, password, origin)
      .catch((error: unknown): Checked => {
        if (error instanceof TooManySignIns) return busy;
        throw error;
      })
      .then((checked) => {
        onChecked?.(checked.outcome);
        return checked;
      })
      .finally(() => running.delete(name));
    running.set(name, made);
    return made;
  }

  function remember(name: string, entry: Remembered): void {
    remembered.delete(name);
    remembered.set(name, entry);
    // In the order in which they end, oldest first.
    for (const [oldest, { until }] of remembered) {
      if (remembered.size <= mostRemembered && until > clock.now()) break;
      remembered.delete(oldest);
    }
  }

  /** The account, when this password was right for it a moment ago and nothing has changed since. */
  async function recall(name: string, username: string, password: string): Promise<Account | undefined> {
    const entry = remembered.get(name);
    if (entry === undefined || entry.until <= clock.now() || !equalInConstantTime(entry.password, password)) return undefined;
    const account = await findAccount(username);
    return account?.password_hash === entry.passwordHash && account.disabled_at === null ? account : undefined;
  }

  return {
    async verify(username, password, origin) {
      const checked = await attemptOnce(username, password, origin);
      if (checked.outcome !== 'verified') return checked;
      const { account, passwordChangedAt } = checked;
      return { outcome: 'verified', person: toPerson(account), passwordChangedAt, hasTwoStep: account.two_step_at !== null };
    },

    async verifyRepeated(username, password, origin) {
      const pause = await throttle.pauseOf(attemptOf(username, origin.remoteAddress), clock.now());
      if (pause !== undefined) {
        onChecked?.('throttled');
        return { outcome: 'throttled', retryAfterSeconds: pause };
      }
      const name = digest(origin.remoteAddress, usernameKey(username));
      const shown = digest(password);
      const known = await recall(name, username, shown);
      if (known) return { outcome: 'verified', person: toPerson(known), hasTwoStep: known.two_step_at !== null };
      const checked = await attemptOnce(username, password, origin);
      if (checked.outcome !== 'verified') return checked;
      const { account } = checked;
      remember(name, { password: shown, passwordHash: account.password_hash, until: clock.now() + rememberFor });
      return { outcome: 'verified', person: toPerson(account), hasTwoStep: account.two_step_at !== null };
    },

    prune: (limit) => throttle.prune(clock.now(), limit),
  };
}

type Account = PersonRow &
  Pick<Selectable<UserAccountTable>, 'password_hash' | 'password_changed_at' | 'disabled_at' | 'two_step_at'>;

/** Disabled accounts too: what they are told is decided after the password was hashed. */
function accountFinder(database: Database): (username: string) => Promise<Account | undefined> {
  const byName = prepare(database, (queries, values: { folded: string }) =>
    queries
      .selectFrom('user_account')
      .where('user_account.username_folded', '=', values.folded)
      .where('user_account.kind', '=', 'person')
      .select(personColumns)
      .select([
        'user_account.password_hash',
        'user_account.password_changed_at',
        'user_account.disabled_at',
        'user_account.two_step_at',
      ]),
  );
  return (username) => byName.first(database.read, { folded: usernameKey(username) });
}
