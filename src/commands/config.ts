/** `weir config`: the settings in force, and where each value came from. */
import { configurationDocument } from '../foundation/configuration/document.ts';
import { loadConfiguration } from '../foundation/configuration/load.ts';
import { type Command, jsonOption } from './command.ts';
import { complainAbout } from './opened.ts';

export const configCommand: Command = {
  name: 'config',
  summary:
    'Print the settings that a start finds and where each came from; secrets are masked. What was changed in the console is on its page System.',
  options: {
    json: jsonOption,
    document: { summary: 'Print docs/configuration.md instead: every setting, its meaning and its default.' },
  },
  async run(words, terminal) {
    if (words.has('document')) {
      terminal.print(configurationDocument().trimEnd());
      return 0;
    }
    const loaded = loadConfiguration(terminal.environment);
    if (!loaded.ok) return complainAbout(loaded.problems, terminal);
    if (words.has('json')) {
      terminal.print(
        JSON.stringify(Object.fromEntries(loaded.inForce.map(({ name, value, source }) => [name, { value, source }])), null, 2),
      );
      return 0;
    }
    const width = Math.max(...loaded.inForce.map(({ name }) => name.length));
    for (const { name, value, source } of loaded.inForce) terminal.print(`${name.padEnd(width)}  ${value}  (${source})`);
    return 0;
  },
};
