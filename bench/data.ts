/**
 * `npm run bench:data -- --pages N [--tokens N] [--home DIR | --database URL] [--seed N]`: makes a wiki of any size to measure with.
 * The same numbers make the same wiki.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { generate } from './data/generate.ts';

const usage = `Usage: npm run bench:data -- --pages N [--tokens N] [--home DIR] [--database URL] [--seed N]
--pages     how many pages; comments, attachments and blog posts come on top
--tokens    how many live tokens; without it 1,000
--home      the data folder; without it WEIR_HOME, as Weir itself
--database  a PostgreSQL database; without it WEIR_DATABASE_URL, or the SQLite file in the data folder
--seed      another number makes another wiki`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const words = readWords(args);
  if (words === undefined) {
    console.error(usage);
    return 2;
  }
  const { pages, tokens, seed, home, database } = words;
  const environment = {
    ...process.env,
    ...(home === undefined ? {} : { WEIR_HOME: home }),
    ...(database === undefined ? {} : { WEIR_DATABASE_URL: database }),
  };
  const password = randomBytes(12).toString('base64url');
  try {
    const { madeAdministrator } = await generate({
      environment,
      pages,
      tokens,
      seed,
      password,
      say: (line) => console.error(line),
    });
    if (madeAdministrator) console.log(`Sign in as "admin" with the password ${password}`);
    return 0;
  } catch (error) {
    console.error(`bench:data: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

function readWords(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const options = { pages: text, tokens: text, seed: text, home: text, database: text };
    const { values } = parseArgs({ args: [...args], options });
    const count = (value: string | undefined, fallback: number) => {
      const number = Number(value ?? fallback);
      if (!Number.isInteger(number) || number < 0 || number > 100_000_000) throw new Error(`"${value}" is no number of things`);
      return number;
    };
    const { home, database } = values;
    return {
      pages: count(values.pages, 10_000),
      tokens: count(values.tokens, 1_000),
      seed: count(values.seed, 1),
      home,
      database,
    };
  } catch (error) {
    console.error(`bench:data: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
