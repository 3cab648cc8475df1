/** The program's entry point: the command line with this process's arguments, environment, input and output. */
import { text } from 'node:stream/consumers';
import { runCommandLine } from './commands/command-line.ts';

// A reader that has seen enough, as in `weir user list | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
  readInput: () => text(process.stdin),
});
