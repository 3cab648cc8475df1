/** `metadata.currentuser`: the caller's own relation to content. */
import type { ContentRecord } from '../../wiki/records.ts';
import { nothing } from '../expand.ts';
import { friendlyDate, wireDate } from '../site.ts';
import { type Expansion, type ExpansionTable, groupOf } from './expansion.ts';
import { versionsOf } from './version.ts';

const blank = () => '';
const idsOf = (records: readonly ContentRecord[]) => [...new Set(records.map(({ id }) => id))];

const expansions: ExpansionTable<ContentRecord> = [
  [
    'favourited',
    {
      collapsed: blank,
      async load({ wiki, reader }, records) {
        const favourites = await wiki.involvement.favouritesAmong(reader, idsOf(records));
        return ({ id }) => {
          const since = favourites.get(id);
          return since === undefined ? { isFavourite: false } : { isFavourite: true, favouritedDate: wireDate(since) };
        };
      },
    },
  ],
  [
    'lastmodified',
    {
      collapsed: blank,
      async load(batch, records, below) {
        const written = await batch.wiki.involvement.lastWritten(batch.reader, idsOf(records));
        const version = await versionsOf(batch, [...written.values()], below.get('version') ?? nothing);
        return ({ id }) => {
          const own = written.get(id);
          return own === undefined ? null : { version: version(own), friendlyLastModified: friendlyDate(own.version.createdAt) };
        };
      },
    },
  ],
  [
    'lastcontributed',
    {
      collapsed: blank,
      async load({ wiki, reader }, records) {
        const written = await wiki.involvement.lastWritten(reader, idsOf(records));
        return ({ id }) => {
          const own = written.get(id);
          if (own === undefined) return null;
          return { status: own.version.number === 1 ? 'created' : 'edited', when: wireDate(own.version.createdAt) };
        };
      },
    },
  ],
  [
    'viewed',
    {
      collapsed: blank,
      async load({ wiki, reader }, records) {
        const viewed = await wiki.involvement.viewedAmong(reader, idsOf(records));
        return ({ id }) => {
          const at = viewed.get(id);
          return at === undefined ? null : { lastSeen: wireDate(at), friendlyLastSeen: friendlyDate(at) };
        };
      },
    },
  ],
];

export const currentUserExpansion: Expansion<ContentRecord> = groupOf(expansions);
