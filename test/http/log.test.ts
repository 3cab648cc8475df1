/** What the log writes of an answer: the line that is put together by hand is the one that any log would write. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { pino, stdTimeFunctions } from 'pino';
import { type Answered, answersThrough } from '../../src/http/log.ts';

const answers: readonly Answered[] = [
  { request: '00ff', method: 'GET', path: '/rest/api/user/current', status: 200, ms: 0.4, user: 'admin', address: '127.0.0.1' },
  { request: '01', method: 'POST', path: '/a"b\\c\u2028é\u0007', status: 302, ms: 12, user: 'Zoë "\n', address: '::1' },
  { request: '02', method: 'DELETE', path: '/', status: 503, ms: 0, user: undefined, address: 'fe80::1%eth0"' },
];

/** @returns the lines that a process with this level writes to its standard output, and ends */
function written(level: string, ends = 'flush();'): readonly string[] {
  const script = `
    import { createLog } from ${JSON.stringify(import.meta.resolve('../../src/http/log.ts'))};
    const { logAnswer, flush } = createLog({ level: ${JSON.stringify(level)}, pretty: false });
    for (const each of JSON.parse(process.argv[1])) logAnswer(each);
    ${ends}`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(answers)], {
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((line) => line !== '');
}

suite('the line of an answer', () => {
  test('is one line of JSON with what any other line has', () => {
    const expected: unknown[] = [];
    const options = {
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    const any = pino(options, { write: (line) => expected.push(JSON.parse(line)) });
    for (const answered of answers) answersThrough(any)(answered);
    const lines = written('info').map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(lines.length, answers.length);
    for (const [index, line] of lines.entries()) {
      assert.match(String(line.time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.deepEqual({ ...line, time: '' }, { ...(expected[index] as object), time: '' });
    }
  });

  test('is written by a process that ends by itself, or by a defect', () => {
    for (const ends of ['', 'process.exit(1);', 'setImmediate(() => { throw new Error("a defect"); });']) {
      assert.equal(written('info', ends).length, answers.length, ends);
    }
  });

  test('is not written where only what is more important is', () => {
    assert.deepEqual(written('warn'), []);
  });
});
