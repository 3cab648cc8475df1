/** Puts this room together: what people prove besides a password. */
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Keyring } from '../../foundation/keyring.ts';
import type { Random } from '../../foundation/random.ts';
import { passkeyChallenges } from './challenges.ts';
import type { OnTwoStepChanged } from './changes.ts';
import { type Passkeys, passkeys } from './passkeys.ts';
import { type PendingSignIns, pendingSignIns } from './pending-sign-ins.ts';
import { type RequiresTwoStep, twoStepRequirement } from './requirement.ts';
import { type TwoStep, twoStep } from './two-step.ts';

export interface SecondFactors {
  readonly requires: RequiresTwoStep;
  readonly twoStep: TwoStep;
  readonly passkeys: Passkeys;
  readonly pending: PendingSignIns;
  /** Delete some of what is over. @returns how many */
  readonly prunes: readonly ((limit: number) => Promise<number>)[];
}

export function secondFactors(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly baseUrl: string;
  readonly settings: () => { readonly siteName: string; readonly requireTwoStepGroups: readonly string[] };
  readonly onChanged: readonly OnTwoStepChanged[];
}): SecondFactors {
  const { database, settings } = options;
  const requires = twoStepRequirement(database, () => settings().requireTwoStepGroups);
  const challenges = passkeyChallenges(options);
  const pending = pendingSignIns(options);
  return {
    requires,
    twoStep: twoStep({ ...options, requires }),
    passkeys: passkeys({ ...options, challenges, requires, siteName: () => settings().siteName }),
    pending,
    prunes: [challenges.prune, pending.prune],
  };
}
