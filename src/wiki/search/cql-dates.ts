/**
 * Dates in CQL: `"2026/01/31"`, `"2026-01-31 10:00"`, `now("-4w")`, `startOfWeek()`. All in the time zone of whoever asks; a week begins on Monday.
 */
import type { Milliseconds } from '../../foundation/clock.ts';

/** The time that a value names: a day, or a minute. `until` is no part of it. */
export interface Moment {
  readonly from: Milliseconds;
  readonly until: Milliseconds;
}

const minute = 60_000;

/** The day or minute of a date as text, in a time zone; undefined for what is no date. */
export function readMoment(text: string, timeZone: string): Moment | undefined {
  const fields = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text.trim());
  if (fields === null) return undefined;
  const [year = 0, , month = 0, day = 0, hour, minutes] = fields.slice(1).map((field) => Number(field));
  const date = realDate({ year, month, day });
  if (date === undefined) return undefined;
  if (fields[5] === undefined) {
    return {
      from: date.toZonedDateTime(timeZone).epochMilliseconds,
      until: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
    };
  }
  const time = realTime({ hour: hour ?? 0, minute: minutes ?? 0 });
  if (time === undefined) return undefined;
  const from = date.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
  return { from, until: from + minute };
}

/** 31 February is no date. */
function realDate(fields: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(fields, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** 25:00 is no time. */
function realTime(fields: { readonly hour: number; readonly minute: number }): Temporal.PlainTime | undefined {
  try {
    return Temporal.PlainTime.from(fields, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

type Zoned = Temporal.ZonedDateTime;

const units = { y: 'years', M: 'months', w: 'weeks', d: 'days', h: 'hours', m: 'minutes' } as const;

type Unit = keyof typeof units;

interface DateFunction {
  /** Of an increment that names none. */
  readonly unit: Unit;
  /** The beginning of the time that the function names. */
  start(now: Zoned): Zoned;
  readonly isEnd: boolean;
}

const starts: readonly (readonly [name: string, unit: Unit, start: (now: Zoned) => Zoned])[] = [
  ['day', 'd', (now) => now.startOfDay()],
  ['week', 'w', (now) => now.subtract({ days: now.dayOfWeek - 1 }).startOfDay()],
  ['month', 'M', (now) => now.with({ day: 1 }).startOfDay()],
  ['year', 'y', (now) => now.with({ month: 1, day: 1 }).startOfDay()],
];

const dateFunctions: ReadonlyMap<string, DateFunction> = new Map([
  ['now', { unit: 'd', start: (now) => now, isEnd: false }],
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
export function callDateFunction(
  name: string,
  increment: string | undefined,
  now: Milliseconds,
  timeZone: string,
): Moment | undefined {
  const called = dateFunctions.get(name);
  if (called === undefined) return undefined;
  let time = called.start(Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone));
  if (called.isEnd) time = add(time, 1, called.unit).subtract({ milliseconds: 1 });
  if (increment !== undefined) {
    const fields = /^([+-]?)(\d{1,5})([yMwdhm]?)$/.exec(increment.trim());
    if (fields === null) return undefined;
    const [, sign, count, unit] = fields;
    time = add(time, Number(`${sign}${count}`), (unit || called.unit) as Unit); // The pattern lets nothing else through.
  }
  const from = time.epochMilliseconds;
  return { from, until: from + 1 };
}

/** A month later than 31 January is the last day of February; a day later is the same time of day, whatever the clocks do. */
function add(time: Zoned, count: number, unit: Unit): Zoned {
  return time.add({ [units[unit]]: count });
}
