/** What a command of the command line is, and how its words are parsed. Nothing is interactive; every command takes `--json`. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** 0 done · 1 refused or failed, nothing was changed · 2 the words of the call are wrong · 3 the configuration is wrong. */
export type ExitCode = 0 | 1 | 2 | 3;

/** One option of a command. */
export interface CommandOption {
  /** Stands for the value in the help; absent: a switch. */
  readonly value?: string;
  readonly summary: string;
  readonly required?: boolean;
  /** May be given several times. */
  readonly repeatable?: boolean;
}

/** The words of a call, read. */
export interface Words {
  /** What is not an option, in order. */
  readonly operands: readonly string[];
  text(option: string): string | undefined;
  list(option: string): readonly string[];
  has(option: string): boolean;
}

/** What a command reaches of the world around it. */
export interface Terminal {
  readonly environment: NodeJS.ProcessEnv;
  /** One line for a person or a program that reads the answer. */
  print(line: string): void;
  /** One line about what went wrong or is going on. */
  complain(line: string): void;
  /** Standard input to its end, as UTF-8. */
  readInput(): Promise<string>;
}

export interface Command {
  /** One or two words: `config`, `link add`. */
  readonly name: string;
  readonly summary: string;
  /** Names of what follows that is not an option, for the help: `NAME`. */
  readonly operands?: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  run(words: Words, terminal: Terminal): Promise<ExitCode>;
}

export const jsonOption: CommandOption = { summary: 'Answer as JSON, for programs.' };

/** @returns the words, or one line that says what is wrong with them */
export function readWords(command: Command, args: readonly string[]): Words | { readonly problem: string } {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, option] of Object.entries(command.options)) {
    options[name] = { type: option.value === undefined ? 'boolean' : 'string', multiple: option.repeatable ?? false };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    const missing = Object.entries(command.options).find(([name, option]) => option.required && values[name] === undefined);
    if (missing) return { problem: `--${missing[0]} is missing` };
    const expected = command.operands?.length ?? 0;
    if (positionals.length !== expected) {
      return { problem: expected === 0 ? `"${positionals[0]}" is not expected` : `expected ${command.operands?.join(' ')}` };
    }
    return {
      operands: positionals,
      text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
      list: (name) => (Array.isArray(values[name]) ? values[name].map(String) : []),
      has: (name) => values[name] === true,
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** @returns the help text of one command */
export function helpOf(command: Command): string {
  const required = Object.entries(command.options).filter(([, option]) => option.required);
  const line = [
    'weir',
    command.name,
    ...(command.operands ?? []),
    ...required.map(([name, option]) => `--${name} ${option.value ?? ''}`.trim()),
    '[options]',
  ];
  const rows = Object.entries({ ...command.options, help: { summary: 'Show this help.' } }).map(
    ([name, option]: [string, CommandOption]) => {
      const left = `  --${name}${option.value === undefined ? '' : ` ${option.value}`}`;
      return `${left.padEnd(30)} ${option.summary}${option.repeatable ? ' May be repeated.' : ''}`;
    },
  );
  return [command.summary, '', `Usage: ${line.join(' ')}`, '', 'Options:', ...rows].join('\n');
}
