/** Dates and date functions of CQL (contract §3.2). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { callDateFunction, readMoment } from '../../../src/wiki/search/cql-dates.ts';

/** A Wednesday. */
const now = Date.parse('2026-03-11T15:20:30.400Z');

const at = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
const call = (name: string, increment?: string) => at(callDateFunction(name, increment, now, 'UTC')?.from);

suite('dates of CQL', () => {
  test('are days or minutes, with slashes or hyphens', () => {
    for (const text of ['2026/03/11', '2026-03-11', '2026/3/11', ' 2026-03-11 ']) {
      const moment = readMoment(text, 'UTC');
      assert.deepEqual([at(moment?.from), at(moment?.until)], ['2026-03-11T00:00:00.000Z', '2026-03-12T00:00:00.000Z'], text);
    }
    for (const text of ['2026/03/11 10:05', '2026-03-11 10:05', '2026-03-11T10:05']) {
      const moment = readMoment(text, 'UTC');
      assert.deepEqual([at(moment?.from), at(moment?.until)], ['2026-03-11T10:05:00.000Z', '2026-03-11T10:06:00.000Z'], text);
    }
    for (const text of [
      '2026-02-31',
      '2026-13-01',
      '2026-03-11 25:00',
      '2026-03-11 10:61',
      '11.03.2026',
      'today',
      '',
      '2026/03-11',
    ]) {
      assert.equal(readMoment(text, 'UTC'), undefined, text);
    }
  });

  test('begin and end with days, weeks, months and years', () => {
    assert.equal(call('now'), '2026-03-11T15:20:30.400Z');
    assert.equal(call('startofday'), '2026-03-11T00:00:00.000Z');
    assert.equal(call('startofweek'), '2026-03-09T00:00:00.000Z');
    assert.equal(call('startofmonth'), '2026-03-01T00:00:00.000Z');
    assert.equal(call('startofyear'), '2026-01-01T00:00:00.000Z');
    assert.equal(call('endofday'), '2026-03-11T23:59:59.999Z');
    assert.equal(call('endofweek'), '2026-03-15T23:59:59.999Z');
    assert.equal(call('endofmonth'), '2026-03-31T23:59:59.999Z');
    assert.equal(call('endofyear'), '2026-12-31T23:59:59.999Z');
  });

  test('take increments, in the unit of the function when none is named', () => {
    assert.equal(call('now', '-4w'), '2026-02-11T15:20:30.400Z');
    assert.equal(call('now', '+2h'), '2026-03-11T17:20:30.400Z');
    assert.equal(call('now', '-30m'), '2026-03-11T14:50:30.400Z');
    assert.equal(call('now', '-1M'), '2026-02-11T15:20:30.400Z');
    assert.equal(call('now', '1y'), '2027-03-11T15:20:30.400Z');
    assert.equal(call('startofday', '+1'), '2026-03-12T00:00:00.000Z');
    assert.equal(call('startofweek', '-1'), '2026-03-02T00:00:00.000Z');
    assert.equal(call('startofmonth', '-1'), '2026-02-01T00:00:00.000Z');
    assert.equal(call('endofmonth', '-1'), '2026-02-28T23:59:59.999Z');
    assert.equal(call('startofyear', '-1'), '2025-01-01T00:00:00.000Z');
    for (const bad of ['4x', 'w', '--4w', '', '999999d']) assert.equal(call('now', bad), undefined, bad);
  });
});
