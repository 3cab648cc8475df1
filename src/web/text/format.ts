/**
 * Formats times, numbers, lists and plurals in the reader's language, with `Intl`. A formatter is costly to make, so a set is made
 * once and passed on.
 */
import type { Milliseconds } from '../../foundation/clock.ts';

export type Format = {
  /** "3 hours ago", "yesterday", "in 5 minutes"; `now` is passed in, so that the same input always gives the same words. */
  relative(at: Milliseconds, now: Milliseconds): string;
  /** "12 March 2026 at 14:05:09 UTC": date, time and zone, for where the exact time is asked for. */
  exact(at: Milliseconds): string;
  /** "12 March 2026" */
  date(at: Milliseconds): string;
  number(value: number): string;
  /** "40%", of a number from 0 to 100. */
  percent(value: number): string;
  /** "Read, Write and Admin" */
  list(items: readonly string[]): string;
  /** The form for this number, `#` replaced by the number: `plural(12, { one: '# person', other: '# people' })`. */
  plural(value: number, forms: PluralForms): string;
};

type PluralForms = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/**
 * @param locale BCP 47, such as `en-GB`
 * @param timeZone of the exact times, such as `UTC` or `Europe/Berlin`
 */
export function formatFor(locale: string, timeZone: string): Format {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const exact = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const plurals = new Intl.PluralRules(locale);

  return {
    relative(at, now) {
      const span = at - now;
      const [unit, length] = units.find(([, unitLength]) => Math.abs(span) >= unitLength) ?? ['second', second];
      return relative.format(Math.trunc(span / length), unit);
    },
    exact: (at) => exact.format(at),
    date: (at) => date.format(at),
    number: (value) => number.format(value),
    percent: (value) => percent.format(value / 100),
    list: (items) => list.format(items),
    plural: (value, forms) => (forms[plurals.select(value)] ?? forms.other).replace('#', number.format(value)),
  };
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, Milliseconds])[] = [
  ['year', 365 * day],
  ['month', 30 * day],
  ['week', 7 * day],
  ['day', day],
  ['hour', hour],
  ['minute', minute],
];
