/** Takes the pictures of docs/first-link.md from the running program: `npm run docs:pictures`. */
import { join } from 'node:path';
import { walkThroughFirstLink } from '../test/support/first-link.ts';

const problems = await walkThroughFirstLink(join(import.meta.dirname, '..', 'docs', 'pictures'));
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
