/** The table: from what was measured to what a person reads. */

import { costGoals, type Operation } from './operations.ts';
import type { Rate } from './wrk.ts';

export type Rates = Partial<Record<'peer' | 'probe' | 'weir', readonly Rate[]>>;

/** One row, as it is printed and as `--json` gives it. Rates are medians of the rounds, in requests a second. */
export interface Row {
  readonly name: string;
  readonly operation: string;
  readonly peer: string;
  readonly probe: string;
  readonly weir: string;
  readonly ratio: string;
  readonly goal: string;
  /** Absent: Weir was not measured. */
  readonly met?: boolean;
  /** All rounds, as they were measured. */
  readonly rounds: unknown;
}

/** @returns the middle value, or the mean of the two in the middle */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

export function operationRow({ name, label, goal }: Operation, rates: Rates): Row {
  const middle = (who: keyof Rates, value: (rate: Rate) => number) =>
    rates[who]?.length ? median(rates[who].map(value)) : undefined;
  const rate = (who: keyof Rates) => middle(who, ({ perSecond }) => perSecond);
  const own = rate('weir');
  const ownComputed = middle('weir', perComputedSecond);
  const ownP99 = middle('weir', ({ p99 }) => p99);
  const aims: string[] = [];
  const reached: string[] = [];
  const verdicts: boolean[] = [];
  for (const other of ['peer', 'probe'] as const) {
    const least = goal[other];
    const theirs = rate(other);
    if (least !== undefined) aims.push(`${least} × ${other}`);
    if (own === undefined || theirs === undefined) continue;
    const computed = (ownComputed ?? Number.NaN) / (middle(other, perComputedSecond) ?? Number.NaN);
    reached.push(`${(own / theirs).toFixed(2)} × ${other} (${computed.toFixed(2)})`);
    if (least !== undefined) verdicts.push(own / theirs >= least);
  }
  if (goal.p99 !== undefined) aims.push(`p99 < ${goal.p99} ms`);
  if (ownP99 !== undefined) {
    reached.push(`p99 ${ownP99.toFixed(1)} ms`);
    if (goal.p99 !== undefined) verdicts.push(ownP99 < goal.p99);
  }
  return {
    name,
    operation: label,
    peer: perSecond(rate('peer')),
    probe: perSecond(rate('probe')),
    weir: perSecond(own),
    ratio: reached.join(', '),
    goal: aims.join(', '),
    // A goal whose other side was not measured is not met.
    ...(own === undefined ? {} : { met: verdicts.length === aims.length && verdicts.every(Boolean) }),
    rounds: rates,
  };
}

/** Requests in a second of the server's own computing: what stays comparable where other programs take a part of the cores. */
function perComputedSecond({ perSecond, busy }: Rate): number {
  return perSecond / busy;
}

export function signInRow(rounds: readonly { readonly perSecond: number; readonly othersP99: number }[]): Row {
  const rate = median(rounds.map((round) => round.perSecond));
  const p99 = median(rounds.map((round) => round.othersP99));
  return {
    ...costRow('sign-in', 'password sign-in', rounds),
    weir: perSecond(rate),
    ratio: `others’ p99 ${p99.toFixed(1)} ms`,
    goal: `${costGoals.signInsPerSecond}/s, others’ p99 < ${costGoals.signInOthersP99} ms`,
    met: rate >= costGoals.signInsPerSecond && p99 < costGoals.signInOthersP99,
  };
}

/** @param rounds milliseconds */
export function startRow(rounds: readonly number[]): Row {
  const took = median(rounds);
  return {
    ...costRow('start', 'start to first answer, existing data', rounds),
    weir: `${(took / 1000).toFixed(2)} s`,
    goal: `< ${costGoals.start / 1000} s`,
    met: took < costGoals.start,
  };
}

/** @param rounds megabytes */
export function memoryRow(rounds: readonly number[]): Row {
  const used = median(rounds);
  return {
    ...costRow('memory', 'memory at rest', rounds),
    weir: `${used.toFixed(0)} MB`,
    goal: `< ${costGoals.memory} MB`,
    met: used < costGoals.memory,
  };
}

function costRow(name: string, operation: string, rounds: unknown) {
  return { name, operation, peer: '–', probe: '–', ratio: '', rounds };
}

function perSecond(rate: number | undefined): string {
  return rate === undefined ? '–' : `${Math.round(rate).toLocaleString('en-US')}/s`;
}

/** @returns the rows as a Markdown table, aligned for a terminal too */
export function table(rows: readonly Row[]): string {
  const head = ['operation', 'peer', 'probe', 'Weir', 'ratio', 'goal', 'met?'];
  const cells = rows.map((row) => [
    row.operation,
    row.peer,
    row.probe,
    row.weir,
    row.ratio || '–',
    row.goal,
    row.met === undefined ? '–' : row.met ? 'yes' : 'no',
  ]);
  const widths = head.map((title, column) =>
    Math.max(...[title, ...cells.map((row) => row[column] ?? '')].map((text) => text.length)),
  );
  const line = (row: readonly string[]) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)].join('\n');
}
