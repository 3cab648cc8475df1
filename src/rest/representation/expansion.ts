/**
 * The engine behind every expandable object: a table says what each name expands to and what stands under `_expandable` while it does
 * not. A name costs one round of queries, whatever the number of records.
 */
import type { Reader } from '../../wiki/permissions.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import type { BodyRenderer } from '../../wiki/render.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import type { Json, Site } from '../site.ts';

/** What loading expansions needs: the request's reader, and the way back to content from what contains it. */
export interface Batch {
  readonly site: Site;
  readonly wiki: Wiki;
  readonly reader: Reader;
  /** Bodies as whoever calls may have them. */
  readonly renderer: BodyRenderer;
  /** @returns whether so many bodies more may be rendered for this answer: a short request could ask for very many */
  mayRender(count: number): boolean;
  /** Content on the wire, in the order of the records. */
  contents(records: readonly ContentRecord[], expand: ExpandTree): Promise<readonly Json[]>;
}

export interface Expansion<R> {
  /** What `_expandable` says: an address, or the empty string. */
  collapsed(record: R, site: Site): string;
  /**
   * Loads what all of the records need.
   * @returns the value for each record; undefined to leave it collapsed, null where there is nothing to expand to
   */
  load(batch: Batch, records: readonly R[], below: ExpandTree): Promise<(record: R) => unknown> | ((record: R) => unknown);
}

/** In the order in which `_expandable` lists what is not expanded. */
export type ExpansionTable<R> = readonly (readonly [name: string, expansion: Expansion<R>])[];

/** The parts of an object that was expanded, and those that can be. */
export interface Expanded {
  readonly parts: Json;
  readonly expandable: Json;
}

/** @returns a function that gives the parts of each of the records */
export async function expandAll<R>(
  table: ExpansionTable<R>,
  batch: Batch,
  records: readonly R[],
  expand: ExpandTree,
): Promise<(record: R) => Expanded> {
  const asked = table.filter(([name]) => expand.has(name));
  const loaded = await Promise.all(asked.map(([name, { load }]) => load(batch, records, expand.get(name) ?? nothing)));
  const picks = new Map(asked.map(([name], index) => [name, loaded[index]]));
  return (record) => {
    const parts: Record<string, unknown> = {};
    const expandable: Record<string, unknown> = {};
    for (const [name, { collapsed }] of table) {
      const value = picks.get(name)?.(record);
      if (value === undefined) expandable[name] = collapsed(record, batch.site);
      else if (value !== null) parts[name] = value;
    }
    return { parts, expandable };
  };
}

/** @returns what consists of further expansions alone, such as `metadata` */
export function groupOf<R>(table: ExpansionTable<R>): Expansion<R> {
  return {
    collapsed: () => '',
    async load(batch, records, below) {
      const expanded = await expandAll(table, batch, records, below);
      return (record) => {
        const { parts, expandable } = expanded(record);
        return { ...parts, _expandable: expandable };
      };
    },
  };
}
