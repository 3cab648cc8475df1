/** The list of commands, in the order of the help. */
import { backupCommand, restoreCommand } from './backup.ts';
import type { Command } from './command.ts';
import { configCommand } from './config.ts';
import { doctorCommand } from './doctor.ts';
import { keyCommands } from './keys.ts';
import { linkCommands } from './link.ts';
import { reindexCommand } from './reindex.ts';
import { sampleCommand } from './sample.ts';
import { serviceAccountCommands } from './service-account.ts';
import { setupCommand } from './setup.ts';
import { startCommand } from './start.ts';
import { userCommands } from './user.ts';

export const allCommands: readonly Command[] = [
  startCommand,
  setupCommand,
  ...userCommands,
  ...linkCommands,
  ...serviceAccountCommands,
  sampleCommand,
  reindexCommand,
  backupCommand,
  restoreCommand,
  ...keyCommands,
  configCommand,
  doctorCommand,
];
