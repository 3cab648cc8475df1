/** Brings the data of an installation up to date, after copying it. Part of the composition root. */
import { copyBeforeUpgrade } from './backup/before-upgrade.ts';
import type { Database } from './database/database.ts';
import { type MigrationOutcome, migrate } from './database/migrate.ts';
import type { Clock } from './foundation/clock.ts';
import type { Configuration } from './foundation/configuration/load.ts';
import type { Random } from './foundation/random.ts';
import { backupFolder, backupSource } from './places.ts';

interface UpgradeOptions {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly random: Random;
  /** Is told where the copy is, as a line. */
  readonly tell?: ((line: string) => void) | undefined;
}

/** @returns why the data cannot be used, as one line for a person; undefined when it is up to date */
export async function upgradeData(database: Database, options: UpgradeOptions): Promise<string | undefined> {
  const copied = await copyBefore(database, options);
  if (copied !== undefined) options.tell?.(copied);
  return describeMigration(await migrate(database, options.clock.now()));
}

async function copyBefore(database: Database, { configuration, clock, random }: UpgradeOptions): Promise<string | undefined> {
  if (!configuration.backupBeforeUpgrade) return undefined;
  return copyBeforeUpgrade({
    database,
    source: backupSource(configuration, random),
    folder: backupFolder(configuration),
    isFolderNamed: configuration.backupFolder !== '',
    now: clock.now(),
    random,
  });
}

function describeMigration(outcome: MigrationOutcome): string | undefined {
  switch (outcome.kind) {
    case 'ready':
      return undefined;
    case 'data-is-newer':
      return `The data was changed by a newer version of Weir (step ${outcome.number}, ${outcome.name}; this one knows ${outcome.known}). Start that version, or restore a backup from before.`;
    case 'migration-differs':
      return `The data was made by another build of Weir: step ${outcome.number} (${outcome.name}) differs. Start the build that made it, or restore a backup.`;
  }
}
