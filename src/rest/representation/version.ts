/** Versions and the history of content on the wire. */
import type { ContentRecord } from '../../wiki/records.ts';
import type { ByRecord } from '../../wiki/versions.ts';
import type { ExpandTree } from '../expand.ts';
import { type Json, wireDate } from '../site.ts';
import { contentExpansion } from './content-expansion.ts';
import { contentResource } from './content-resource.ts';
import { type Batch, type Expansion, type ExpansionTable, expandAll } from './expansion.ts';
import { userJson } from './user.ts';

const blank = () => '';

const versionExpansions: ExpansionTable<ContentRecord> = [['content', contentExpansion]];

/** @returns a function that gives the version that each of the records is of */
export async function versionsOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<(record: ContentRecord) => Json> {
  const { site } = batch;
  const expanded = await expandAll(versionExpansions, batch, records, expand);
  return (record) => {
    const { id, version } = record;
    const { parts, expandable } = expanded(record);
    return {
      by: userJson(site, version.author, expand.get('by')),
      when: wireDate(version.createdAt),
      message: version.message,
      number: version.number,
      minorEdit: version.minorEdit,
      hidden: false,
      ...parts,
      _links: { self: site.url(`/rest/experimental/content/${id}/version/${version.number}`) },
      _expandable: expandable,
    };
  };
}

const historyExpansions: ExpansionTable<ContentRecord> = [
  ['lastUpdated', anotherVersion(({ wiki, reader }, records) => wiki.versions.latest(reader, records))],
  ['previousVersion', anotherVersion(({ wiki, reader }, records) => wiki.versions.neighbours(reader, records, -1))],
  [
    'contributors',
    {
      collapsed: blank,
      async load({ site, wiki, reader }, records, below) {
        const publishers = below.get('publishers');
        if (publishers === undefined) return () => ({ _expandable: { publishers: '' } });
        const contributors = await wiki.versions.contributors(reader, records);
        const users = publishers.get('users');
        return ({ id }) => {
          const authors = contributors.get(id) ?? [];
          const userKeys = authors.map(({ userKey }) => userKey);
          return {
            publishers:
              users === undefined
                ? { userKeys, _expandable: { users: '' } }
                : { users: authors.map((author) => userJson(site, author, users)), userKeys, _expandable: {} },
          };
        };
      },
    },
  ],
  ['nextVersion', anotherVersion(({ wiki, reader }, records) => wiki.versions.neighbours(reader, records, 1))],
];

/** A version of the same content beside that of the record: the first has none before it, the current one none behind it. */
function anotherVersion(
  find: (batch: Batch, records: readonly ContentRecord[]) => Promise<ByRecord<ContentRecord>>,
): Expansion<ContentRecord> {
  return {
    collapsed: blank,
    async load(batch, records, below) {
      const others = await find(batch, records);
      const json = await versionsOf(batch, [...others.values()], below);
      return (record) => {
        const other = others.get(record);
        return other === undefined ? null : json(other);
      };
    },
  };
}

/** @returns a function that gives the history of each of the records */
export async function historyOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<(record: ContentRecord) => Json> {
  const expanded = await expandAll(historyExpansions, batch, records, expand);
  return (record) => {
    const { parts, expandable } = expanded(record);
    return {
      ...parts,
      latest: record.latest,
      createdBy: userJson(batch.site, record.creator, expand.get('createdBy')),
      createdDate: wireDate(record.createdAt),
      _links: { self: batch.site.url(`${contentResource(record.id)}/history`) },
      _expandable: expandable,
    };
  };
}
