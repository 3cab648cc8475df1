/**
 * The settings in force: those the process was started with, and over them what a system administrator changed in the console. A
 * change holds on this node at once and on every other within a second; callers ask `inForce` at each use and keep nothing of it.
 */
import { appendEvent, type Change } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { type ChangeableKey, changeable } from '../foundation/configuration/changeable.ts';
import { type Configuration, mustBe, problemsTogether, type Source, shownText } from '../foundation/configuration/load.ts';
import type { Keyring } from '../foundation/keyring.ts';
import { type Rounds, startRounds } from '../foundation/rounds.ts';
import {
  definitionOf,
  isLocked,
  type Merged,
  merge,
  readStored,
  readTexts,
  type StartedWith,
  type Stored,
  writeStored,
} from './stored-settings.ts';

/** One setting as the console shows it. */
export interface ShownSetting {
  /** As in the environment. */
  readonly name: string;
  /** As text; of a secret only whether there is one. */
  readonly value: string;
  readonly source: Source | 'console';
  /** Undefined: only the environment and `weir.env` can set it. */
  readonly key: ChangeableKey | undefined;
  /** Whether the environment or `weir.env` sets it, and the console cannot. */
  readonly locked: boolean;
  /** Whether a value is stored that cannot hold. */
  readonly setAside: boolean;
}

export interface SettingProblem {
  readonly key: ChangeableKey;
  /** What is wrong, in the words of the start, without a capital: `it must be a whole number from 1 to 65535`. */
  readonly message: string;
}

export type SettingsOutcome =
  /** `changed` are those that were different before; `forgotten` those of them that nobody changed, but that went with another. */
  | { readonly outcome: 'saved'; readonly changed: readonly ChangeableKey[]; readonly forgotten: readonly ChangeableKey[] }
  /** Nothing was stored. */
  | { readonly outcome: 'refused'; readonly problems: readonly SettingProblem[] };

/** What somebody wrote; null: the default shall hold again. */
export type SettingChanges = ReadonlyMap<ChangeableKey, string | null>;

export interface SiteSettings {
  /** The settings as they are now. Costs nothing; ask it at each use. */
  inForce(): Configuration;
  /** Which change of the settings they come from: a form gives it back. */
  revision(): number;
  /** @returns all settings, in the order of the documentation */
  all(): readonly ShownSetting[];
  /**
   * Stores all of the changes or none, with an event of the audit trail; they hold when the promise settles.
   * @param seen the revision that the person saw: a setting that somebody else changed meanwhile is then refused
   */
  change(changes: SettingChanges, by: { readonly origin: Origin; readonly seen?: number | undefined }): Promise<SettingsOutcome>;
  /** Reads what is stored now. @throws DatabaseUnavailable, and the settings stay as they are */
  load(): Promise<void>;
  /** Begins to look for changes that other nodes made. @param onFailure told when the database cannot be asked; it is asked again */
  follow(onFailure: (error: unknown) => void): Rounds;
}

/** Half of what is promised: a change is seen, and read, within a second. */
const every: Milliseconds = 500;

export function siteSettings(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly started: StartedWith;
}): SiteSettings {
  const { database, clock, keyring, started } = options;
  let revision = 0;
  let merged: Merged = { values: started.configuration, held: new Map(), setAside: new Set() };

  function take(stored: Stored): void {
    // Two reads may end in the other order.
    if (stored.revision < revision) return;
    revision = stored.revision;
    merged = merge(started, stored);
  }

  const load = async () => take(await readStored(database.read, keyring));

  async function loadIfChanged(): Promise<void> {
    const row = await database.read.selectFrom('site_setting_revision').select('revision').executeTakeFirst();
    if (row !== undefined && row.revision !== revision) await load();
  }

  return {
    inForce: () => merged.values,
    revision: () => revision,

    all: () =>
      started.inForce.map(({ key: any, name, value, source }) => {
        const key = changeable.find((one) => one === any);
        const text = key && merged.held.get(key);
        return {
          name,
          key,
          value: key === undefined || text === undefined ? value : shownText(definitionOf(key), text),
          source: text === undefined ? source : 'console',
          locked: key === undefined || isLocked(started, key),
          setAside: key !== undefined && merged.setAside.has(key),
        };
      }),

    async change(changes, { origin, seen }) {
      const outcome = await database.write(async (queries): Promise<SettingsOutcome> => {
        // A write, though it changes nothing: it keeps two administrators' changes one after the other.
        await queries
          .updateTable('site_setting_revision')
          .set((row) => ({ revision: row.ref('revision') }))
          .execute();
        const before = await readStored(queries, keyring);
        const wanted = differences(started, before, changes);
        const forgotten = choicesElsewhere(started, before, wanted);
        const different = new Map([...wanted, ...forgotten.map((key) => [key, null] as const)]);
        const problems = problemsOf(started, before, changes, different, seen);
        if (problems.length > 0) return { outcome: 'refused', problems };
        if (different.size > 0) {
          const at = clock.now();
          await writeStored(queries, keyring, different, { revision: before.revision + 1, at });
          await record(queries, started, before, different, { origin, at });
        }
        return { outcome: 'saved', changed: [...different.keys()], forgotten };
      });
      if (outcome.outcome === 'saved') await load();
      return outcome;
    },

    load,

    follow: (onFailure) => startRounds(every, loadIfChanged, onFailure),
  };
}

const mailServer: readonly ChangeableKey[] = ['mailHost', 'mailPort', 'mailTls'];

/** Where a secret goes, so that nobody is shown it by sending it to a place of their own. */
const placesOf: ReadonlyMap<ChangeableKey, readonly ChangeableKey[]> = new Map([
  // Whoever changes the place enters it again.
  ['mailPassword', mailServer],
  // Names the account whose tokens go there, which nobody can enter: with another place the choice is forgotten.
  ['mailLinkId', mailServer],
]);

/** @returns the choices that were made for another place than there is after these changes */
function choicesElsewhere(started: StartedWith, before: Stored, different: SettingChanges): readonly ChangeableKey[] {
  return [...placesOf].flatMap(([key, places]) => {
    const { secret, fallback } = definitionOf(key);
    const isChoice = !secret && !isLocked(started, key) && textOf(started, before, key) !== fallback;
    return isChoice && !different.has(key) && places.some((place) => different.has(place)) ? [key] : [];
  });
}

/** What a setting says, as text, before a change. */
function textOf(started: StartedWith, stored: Stored, key: ChangeableKey): string {
  const fallback = definitionOf(key).fallback ?? '';
  if (isLocked(started, key)) return started.inForce.find((setting) => setting.key === key)?.value ?? fallback;
  return stored.texts.get(key)?.text ?? fallback;
}

/** @returns those that would say something else than they do */
function differences(started: StartedWith, before: Stored, changes: SettingChanges): SettingChanges {
  return new Map(
    [...changes].filter(([key, text]) => (text ?? definitionOf(key).fallback ?? '') !== textOf(started, before, key)),
  );
}

function problemsOf(
  started: StartedWith,
  before: Stored,
  changes: SettingChanges,
  different: SettingChanges,
  seen: number | undefined,
): readonly SettingProblem[] {
  const problems = [...different].flatMap(([key, text]): SettingProblem[] => {
    if (isLocked(started, key)) {
      const source = started.inForce.find((setting) => setting.key === key)?.source;
      return [
        { key, message: `it is set by ${source === 'weir.env' ? 'weir.env' : 'the environment'} and cannot be changed here` },
      ];
    }
    if (seen !== undefined && (before.texts.get(key)?.revision ?? 0) > seen) {
      return [{ key, message: 'somebody else has changed it meanwhile; look at it again' }];
    }
    const reading = text === null ? undefined : definitionOf(key).read(text);
    return reading === undefined || reading.ok ? [] : [{ key, message: mustBe(reading.allowed) }];
  });
  problems.push(...secretsElsewhere(started, before, changes, different));
  if (problems.length > 0) return problems;
  const texts = new Map([...before.texts, ...[...different].map(([key, text]) => [key, { text, revision: 0 }] as const)]);
  return problemsTogether(readTexts(started, texts).values).flatMap(({ key, others, message }) => {
    const at = changeable.find((one) => one === key && changes.has(one)) ?? changeable.find((one) => others.includes(one));
    return at === undefined ? [] : [{ key: at, message }];
  });
}

/** @returns what is wrong with changes after which a secret that is known already would be sent to another place */
function secretsElsewhere(
  started: StartedWith,
  before: Stored,
  changes: SettingChanges,
  different: SettingChanges,
): readonly SettingProblem[] {
  return [...placesOf].flatMap(([key, places]): readonly SettingProblem[] => {
    const { name, secret, fallback } = definitionOf(key);
    const moved = places.find((place) => different.has(place));
    if (moved === undefined || textOf(started, before, key) === (fallback ?? '')) return [];
    if (isLocked(started, key)) {
      return [{ key: moved, message: `it is changed where ${name} is set, which would be sent to another server` }];
    }
    if (!secret || changes.has(key)) return [];
    return [{ key, message: 'it has to be entered again: the stored one is not sent to another server' }];
  });
}

async function record(
  queries: WriteQueries,
  started: StartedWith,
  before: Stored,
  different: SettingChanges,
  { origin, at }: { readonly origin: Origin; readonly at: Milliseconds },
): Promise<void> {
  const changes = [...different].map(([key, text]): Change => {
    const setting = definitionOf(key);
    return {
      name: setting.name,
      oldValue: shownText(setting, textOf(started, before, key)),
      newValue: shownText(setting, text ?? setting.fallback ?? ''),
    };
  });
  await appendEvent(queries, {
    at,
    origin,
    kind: 'settings.changed',
    object: { type: 'settings', id: '', name: 'Settings' },
    summary: changes.length === 1 ? `Changed the setting ${changes[0]?.name}` : `Changed ${changes.length} settings`,
    changes,
  });
}
