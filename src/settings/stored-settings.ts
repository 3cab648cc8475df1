/** The rows of settings changed in the console, and how they are merged with the configuration of the start. */
import type { Insertable } from 'kysely';
import type { SiteSettingTable } from '../database/schema/site-settings.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { SealedColumn } from '../database/sealed-column.ts';
import { type ChangeableKey, changeable } from '../foundation/configuration/changeable.ts';
import { type Configuration, problemsTogether, type SettingInForce } from '../foundation/configuration/load.ts';
import type { Setting } from '../foundation/configuration/setting.ts';
import { settings } from '../foundation/configuration/settings.ts';
import type { Keyring } from '../foundation/keyring.ts';

/** What the process was started with: the configuration, and where each setting of it came from. */
export interface StartedWith {
  readonly configuration: Configuration;
  readonly inForce: readonly SettingInForce[];
}

/** What the console's rows say. */
export interface Stored {
  /** Of all settings, counted up by each change. */
  readonly revision: number;
  /** As somebody wrote them, secrets decrypted; null: the default holds again, or no key opens the secret any more. */
  readonly texts: ReadonlyMap<ChangeableKey, { readonly text: string | null; readonly revision: number }>;
}

/** The settings in force, and which of the stored ones are part of them. */
export interface Merged {
  readonly values: Configuration;
  /** The stored texts that hold. */
  readonly held: ReadonlyMap<ChangeableKey, string>;
  /** Stored ones that cannot hold: this program reads them no more, or they do not go together with what the environment says. */
  readonly setAside: ReadonlySet<ChangeableKey>;
}

export const definitionOf = (key: ChangeableKey): Setting<unknown> => settings[key];

const keys: ReadonlyMap<string, ChangeableKey> = new Map(changeable.map((key) => [settings[key].name, key]));

const purposeOf = (name: string) => `setting ${name}`;

/** For a change of keys. */
export const sealedSettings: readonly SealedColumn[] = [
  { table: 'site_setting', column: 'value_encrypted', id: 'name', about: ['sealed.name'], purpose: purposeOf },
];

/** @returns the rows and the revision as they were at one moment */
export async function readStored(queries: Queries, keyring: Keyring): Promise<Stored> {
  const rows = await queries
    .selectFrom('site_setting_revision')
    .leftJoin('site_setting', (join) => join.onTrue())
    .select(['site_setting_revision.revision as latest', 'name', 'value', 'value_encrypted', 'site_setting.revision'])
    .execute();
  const texts = new Map<ChangeableKey, { text: string | null; revision: number }>();
  for (const { name, value, value_encrypted, revision } of rows) {
    const key = name === null ? undefined : keys.get(name);
    if (name === null || key === undefined || revision === null) continue;
    const text = value_encrypted === null ? value : (keyring.decrypt(value_encrypted, purposeOf(name)) ?? null);
    texts.set(key, { text, revision });
  }
  return { revision: rows[0]?.latest ?? 0, texts };
}

/** Writes what was decided about some settings, under a revision that they all share. */
export async function writeStored(
  queries: WriteQueries,
  keyring: Keyring,
  changes: ReadonlyMap<ChangeableKey, string | null>,
  { revision, at }: { readonly revision: number; readonly at: number },
): Promise<void> {
  const rows = [...changes].map(([key, text]): Insertable<SiteSettingTable> => {
    const { name, secret } = definitionOf(key);
    const sealed = secret && text !== null && text !== '' ? keyring.encrypt(text, purposeOf(name)) : null;
    return { name, value: sealed === null ? text : null, value_encrypted: sealed, revision, changed_at: at };
  });
  await queries
    .insertInto('site_setting')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((row) => ({
        value: row.ref('excluded.value'),
        value_encrypted: row.ref('excluded.value_encrypted'),
        revision: row.ref('excluded.revision'),
        changed_at: row.ref('excluded.changed_at'),
      })),
    )
    .execute();
  await queries.updateTable('site_setting_revision').set({ revision }).execute();
}

/** @returns whether the environment or `weir.env` sets it, so that the console cannot */
export function isLocked({ inForce }: StartedWith, key: ChangeableKey): boolean {
  return inForce.some((setting) => setting.key === key && setting.source !== 'default');
}

/** Puts what is stored over the defaults, each setting by itself; what the environment sets stays as it is. */
export function readTexts(started: StartedWith, texts: Stored['texts']): Merged {
  const values: Record<string, unknown> = { ...started.configuration };
  const held = new Map<ChangeableKey, string>();
  const setAside = new Set<ChangeableKey>();
  for (const [key, { text }] of texts) {
    if (text === null || isLocked(started, key)) continue;
    const reading = definitionOf(key).read(text);
    if (reading.ok) {
      values[key] = reading.value;
      held.set(key, text);
    } else setAside.add(key);
  }
  // Each key was read by the setting of its name.
  return { values: values as unknown as Configuration, held, setAside };
}

/** The same, and stored settings that do not go together with others give way to their defaults. */
export function merge(started: StartedWith, { texts }: Stored): Merged {
  const read = readTexts(started, texts);
  const apart = new Set<string>(problemsTogether(read.values).flatMap(({ key, others }) => [key, ...others]));
  if (apart.size === 0) return read;
  const goesTogether = ([key]: readonly [ChangeableKey, unknown]) => !apart.has(key);
  const { values, held } = readTexts(started, new Map([...texts].filter(goesTogether)));
  return { values, held, setAside: new Set([...read.setAside, ...[...read.held.keys()].filter((key) => apart.has(key))]) };
}
