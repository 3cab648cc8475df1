/** How a command takes a password: from a file or standard input, never as an argument, which other users of the machine can see. */
import { readFileSync } from 'node:fs';
import type { CommandOption, Terminal } from './command.ts';

export const passwordFileOption: CommandOption = {
  value: 'FILE',
  summary: 'File that holds the password; - reads it from standard input. One line break at its end does not count.',
  required: true,
};

/**
 * @param source a path, or `-`
 * @throws when the file cannot be read
 */
export async function readPassword(source: string, terminal: Terminal): Promise<string> {
  const text = source === '-' ? await terminal.readInput() : readFileSync(source, 'utf8');
  return text.replace(/\r?\n$/, '');
}
