/** `weir keys …`: lists the encryption keys, and replaces them while Weir runs. */
import { countByKey, resealAll } from '../backup/key-rotation.ts';
import { type Configuration, loadConfiguration } from '../foundation/configuration/load.ts';
import { dataFolderKeyFile, replaceDataFolderKeys } from '../foundation/data-folder.ts';
import { type Keys, keyIdOf, sealedBy } from '../foundation/keyring.ts';
import { systemRandom } from '../foundation/random.ts';
import { keysInForce } from '../places.ts';
import type { Rooms } from '../rooms.ts';
import { sealedColumns } from '../sealed-columns.ts';
import { type Command, type ExitCode, jsonOption, type Terminal, type Words } from './command.ts';
import { complainAbout, withRooms } from './opened.ts';

/** Longer than a request that sealed something by the old key takes to write it. */
const settle = 5_000;

const list: Command = {
  name: 'keys list',
  summary: 'List the encryption keys by their names, and how many secrets each has sealed. No key is shown.',
  options: { json: jsonOption },
  run: (words, terminal) =>
    withKeys(terminal, async (keys, { database }) => {
      const counts = await countByKey(database, sealedColumns);
      const rows = keys.map((key, index) => ({ key: keyIdOf(key), seals: index === 0, secrets: counts.get(keyIdOf(key)) ?? 0 }));
      const lost = [...counts].filter(([id]) => !rows.some(({ key }) => key === id)).reduce((sum, [, count]) => sum + count, 0);
      if (words.has('json')) terminal.print(JSON.stringify({ keys: rows, unreadable: lost }));
      else {
        for (const { key, seals, secrets } of rows)
          terminal.print(`${key}  ${secrets} secrets${seals ? '  (seals what is new)' : ''}`);
        if (lost > 0) terminal.print(`${lost} secrets open with none of these keys.`);
      }
      return 0;
    }),
};

const rotate: Command = {
  name: 'keys rotate',
  summary: 'Make a new encryption key and seal everything by it, beside a server that runs. What was interrupted goes on.',
  options: {
    'one-node': { summary: 'With PostgreSQL and the key in the data folder: this is the only node.' },
    json: jsonOption,
  },
  run: (words, terminal) =>
    withKeys(terminal, async (keys, rooms, configuration) => {
      const isOurs = configuration.encryptionKeys === undefined;
      if (isOurs && rooms.database.engine === 'postgresql' && !words.has('one-node')) {
        terminal.complain(
          'The key lies in the data folder of this node. If this is the only node, say --one-node. With several, set WEIR_ENCRYPTION_KEYS on all of them: first the old key and the new one behind it, then the new one first, and then run this again.',
        );
        return 1;
      }
      const ring = isOurs ? nextKeys(configuration, keys) : keys;
      if (!isOurs && keys.length === 1) {
        terminal.complain(
          'WEIR_ENCRYPTION_KEYS holds one key. Put a new one in front of it ("openssl rand -hex 32"), restart every node, and run this again.',
        );
        return 1;
      }
      return sealAgain(ring, rooms, words, terminal);
    }),
};

/** A rotation that is not done yet has made its key already. */
function nextKeys({ home }: Configuration, keys: Keys): Keys {
  if (keys.length > 1) return keys;
  const random = systemRandom();
  const ring: Keys = [random.bytes(32), ...keys];
  replaceDataFolderKeys(home, ring, random);
  return ring;
}

async function sealAgain([first, ...others]: Keys, rooms: Rooms, words: Words, terminal: Terminal): Promise<ExitCode> {
  const { resealed, unreadable } = await resealAll(rooms, sealedColumns, sealedBy(first), settle, (count) => {
    if (count > 0) terminal.complain(`${count} secrets sealed by the new key`);
  });
  if (words.has('json')) {
    terminal.print(JSON.stringify({ key: keyIdOf(first), oldKeys: others.map(keyIdOf), resealed, unreadable }));
    return 0;
  }
  terminal.print(
    `Everything is sealed by the key ${keyIdOf(first)} now: ${resealed} secrets were sealed again, and nothing else is left.`,
  );
  if (unreadable > 0) terminal.print(`${unreadable} secrets open with no key; they were lost before, and are as they were.`);
  terminal.print(
    `The old ${others.length === 1 ? 'key is' : 'keys are'} of use for older backups alone. "weir keys retire" takes ${others.length === 1 ? 'it' : 'them'} away here; keep a copy with those backups that hold no key.`,
  );
  return 0;
}

const retire: Command = {
  name: 'keys retire',
  summary: 'Take old keys out of the data folder, once nothing is sealed by them any more.',
  options: { json: jsonOption },
  run: (words, terminal) =>
    withKeys(terminal, async (keys, { database }, { home, encryptionKeys }) => {
      const [first, ...others] = keys;
      const counts = await countByKey(database, sealedColumns);
      const inUse = others.filter((key) => counts.has(keyIdOf(key)));
      if (inUse.length > 0) {
        terminal.complain(`Secrets are sealed by the key ${inUse.map(keyIdOf).join(', ')} still. Run "weir keys rotate" first.`);
        return 1;
      }
      if (encryptionKeys === undefined && others.length > 0) replaceDataFolderKeys(home, [first], systemRandom());
      const retired = others.map(keyIdOf);
      if (words.has('json')) terminal.print(JSON.stringify({ key: keyIdOf(first), retired }));
      else if (retired.length === 0) terminal.print('There is one key, and nothing to take away.');
      else if (encryptionKeys === undefined)
        terminal.print(`${dataFolderKeyFile(home)} holds the key ${keyIdOf(first)} alone now.`);
      else
        terminal.print(
          `Nothing is sealed by ${retired.join(', ')}: take ${retired.length === 1 ? 'it' : 'them'} out of WEIR_ENCRYPTION_KEYS.`,
        );
      return 0;
    }),
};

export const keyCommands: readonly Command[] = [list, rotate, retire];

function withKeys(
  terminal: Terminal,
  work: (keys: Keys, rooms: Rooms, configuration: Configuration) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withRooms(terminal, async (rooms) => {
    const loaded = loadConfiguration(terminal.environment);
    if (!loaded.ok) return complainAbout(loaded.problems, terminal);
    return work(keysInForce(loaded.configuration, systemRandom()), rooms, loaded.configuration);
  });
}
