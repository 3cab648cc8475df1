/**
 * Dates in CQL: `"2026/01/31"`, `"2026-01-31 10:00"`, `now("-4w")`, `startOfWeek()`. All in UTC; a week begins on Monday.
 */
import type { Milliseconds } from '../../foundation/clock.ts';

/** The time that a value names: a day, or a minute. `until` is no part of it. */
export interface Moment {
  readonly from: Milliseconds;
  readonly until: Milliseconds;
}

const minute = 60_000;
const day = 86_400_000;

/** The day or minute of a date as text; undefined for what is no date. */
export function readMoment(text: string): Moment | undefined {
  const fields = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text.trim());
  if (fields === null) return undefined;
  const [, year, , month, date, hour, minutes] = fields;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(date), Number(hour ?? 0), Number(minutes ?? 0));
  const back = new Date(at);
  // 31 February is no date, and 25:00 no time.
  const isReal =
    back.getUTCMonth() === Number(month) - 1 &&
    back.getUTCDate() === Number(date) &&
    back.getUTCHours() === Number(hour ?? 0) &&
    back.getUTCMinutes() === Number(minutes ?? 0);
  if (!isReal) return undefined;
  return { from: at, until: at + (hour === undefined ? day : minute) };
}

type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm';

interface DateFunction {
  /** Of an increment that names none. */
  readonly unit: Unit;
  /** The beginning of the time that the function names. */
  start(date: Date): void;
  readonly isEnd: boolean;
}

const starts: readonly (readonly [name: string, unit: Unit, start: (date: Date) => void])[] = [
  ['day', 'd', (date) => date.setUTCHours(0, 0, 0, 0)],
  [
    'week',
    'w',
    (date) => {
      date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
      date.setUTCHours(0, 0, 0, 0);
    },
  ],
  [
    'month',
    'M',
    (date) => {
      date.setUTCDate(1);
      date.setUTCHours(0, 0, 0, 0);
    },
  ],
  [
    'year',
    'y',
    (date) => {
      date.setUTCMonth(0, 1);
      date.setUTCHours(0, 0, 0, 0);
    },
  ],
];

const dateFunctions: ReadonlyMap<string, DateFunction> = new Map([
  ['now', { unit: 'd', start: () => {}, isEnd: false }],
  ...starts.flatMap(([name, unit, start]): [string, DateFunction][] => [
    [`startof${name}`, { unit, start, isEnd: false }],
    [`endof${name}`, { unit, start, isEnd: true }],
  ]),
]);

/** @param name in lower case */
export function isDateFunction(name: string): boolean {
  return dateFunctions.has(name);
}

/**
 * @param name of a date function, in lower case
 * @param increment `-4w`; undefined: none
 * @returns undefined when the increment is none
 */
export function callDateFunction(name: string, increment: string | undefined, now: Milliseconds): Moment | undefined {
  const called = dateFunctions.get(name);
  if (called === undefined) return undefined;
  const date = new Date(now);
  called.start(date);
  if (called.isEnd) {
    add(date, 1, called.unit);
    date.setTime(date.getTime() - 1);
  }
  if (increment !== undefined) {
    const fields = /^([+-]?)(\d{1,5})([yMwdhm]?)$/.exec(increment.trim());
    if (fields === null) return undefined;
    const [, sign, count, unit] = fields;
    add(date, Number(`${sign}${count}`), (unit || called.unit) as Unit); // The pattern lets nothing else through.
  }
  const from = date.getTime();
  return { from, until: from + 1 };
}

function add(date: Date, count: number, unit: Unit): void {
  switch (unit) {
    case 'y':
    case 'M': {
      const months = unit === 'y' ? count * 12 : count;
      const dayOfMonth = date.getUTCDate();
      date.setUTCDate(1);
      date.setUTCMonth(date.getUTCMonth() + months);
      // A month later than 31 January is the last day of February.
      const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
      date.setUTCDate(Math.min(dayOfMonth, lastDay));
      return;
    }
    case 'w':
      date.setUTCDate(date.getUTCDate() + 7 * count);
      return;
    case 'd':
      date.setUTCDate(date.getUTCDate() + count);
      return;
    case 'h':
      date.setUTCHours(date.getUTCHours() + count);
      return;
    case 'm':
      date.setUTCMinutes(date.getUTCMinutes() + count);
      return;
    default:
      unit satisfies never;
  }
}
