/** Versions and the history of content on the wire. */
import type { ContentRecord, VersionRecord } from '../../wiki/records.ts';
import type { ExpandTree } from '../expand.ts';
import { type Json, type Site, wireDate } from '../site.ts';
import { type Batch, type Expansion, type ExpansionTable, expandAll } from './expansion.ts';
import { userJson } from './user.ts';

export function versionJson(site: Site, contentId: number, version: VersionRecord): Json {
  return {
    by: userJson(site, version.author),
    when: wireDate(version.createdAt),
    message: version.message,
    number: version.number,
    minorEdit: version.minorEdit,
    hidden: false,
    _links: { self: site.url(`/rest/experimental/content/${contentId}/version/${version.number}`) },
    _expandable: { content: `/rest/api/content/${contentId}` },
  };
}

const blank = () => '';

const historyExpansions: ExpansionTable<ContentRecord> = [
  [
    'lastUpdated',
    {
      collapsed: blank,
      async load({ site, wiki, reader }, records) {
        const latest = await wiki.versions.latest(reader, records);
        return ({ id }) => onTheWire(site, id, latest.get(id));
      },
    },
  ],
  ['previousVersion', neighbour(-1)],
  [
    'contributors',
    {
      collapsed: blank,
      async load({ site, wiki, reader }, records, below) {
        const publishers = below.get('publishers');
        if (publishers === undefined) return () => ({ _expandable: { publishers: '' } });
        const contributors = await wiki.versions.contributors(reader, records);
        return ({ id }) => {
          const authors = contributors.get(id) ?? [];
          const userKeys = authors.map(({ userKey }) => userKey);
          return {
            publishers: publishers.has('users')
              ? { users: authors.map((author) => userJson(site, author)), userKeys, _expandable: {} }
              : { userKeys, _expandable: { users: '' } },
          };
        };
      },
    },
  ],
  ['nextVersion', neighbour(1)],
];

function neighbour(distance: -1 | 1): Expansion<ContentRecord> {
  return {
    collapsed: blank,
    async load({ site, wiki, reader }, records) {
      const versions = await wiki.versions.neighbours(reader, records, distance);
      return ({ id }) => onTheWire(site, id, versions.get(id));
    },
  };
}

function onTheWire(site: Site, id: number, version: VersionRecord | undefined): Json | undefined {
  return version && versionJson(site, id, version);
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
      createdBy: userJson(batch.site, record.creator),
      createdDate: wireDate(record.createdAt),
      _links: { self: batch.site.url(`/rest/api/content/${record.id}/history`) },
      _expandable: expandable,
    };
  };
}
