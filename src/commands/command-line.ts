/** The command line: finds the command, reads its words, runs it. `weir` without words shows what there is. */
import { allCommands } from './all.ts';
import { type Command, type ExitCode, helpOf, readWords, type Terminal } from './command.ts';

/** @param args the words after `weir` */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, second] = args;
  if (first === undefined || ['help', '--help', '-h'].includes(first)) {
    terminal.print(overview());
    return 0;
  }
  const command = find(`${first} ${second ?? ''}`) ?? find(first);
  if (command === undefined) {
    const family = allCommands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
    terminal.complain(
      `weir: there is no command "${[first, second].join(' ').trim()}"${family.length > 0 ? `; there are: ${family.join(', ')}` : ''}. "weir help" lists all.`,
    );
    return 2;
  }
  return runCommand(command, args.slice(command.name.split(' ').length), terminal);
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (args.includes('--help') || args.includes('-h')) {
    terminal.print(helpOf(command));
    return 0;
  }
  const words = readWords(command, args);
  if ('problem' in words) {
    terminal.complain(`weir ${command.name}: ${words.problem}. "weir ${command.name} --help" shows the options.`);
    return 2;
  }
  try {
    return await command.run(words, terminal);
  } catch (error) {
    terminal.complain(`weir ${command.name}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function find(name: string): Command | undefined {
  return allCommands.find((command) => command.name === name.trim());
}

function overview(): string {
  const rows = allCommands.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`);
  return [
    'Weir: a team wiki and OAuth 2.0 provider.',
    '',
    'Usage: weir COMMAND [options]',
    '',
    ...rows,
    '',
    '"weir COMMAND --help" shows a command\'s options.',
  ].join('\n');
}
