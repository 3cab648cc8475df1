/** Content on the wire: what it always has, and the table of what it expands to. */
import { commentPath, pagePath, tinyPath } from '../../wiki/addresses.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import type { Rights } from '../../wiki/rights.ts';
import { type ExpandTree, nothing, parseExpand } from '../expand.ts';
import type { Json, Site } from '../site.ts';
import { type AttachmentParts, attachmentParts } from './attachment.ts';
import { bodiesOf } from './body.ts';
import { commentExtensions } from './comment.ts';
import { contentResource } from './content-resource.ts';
import { type Batch, type Expanded, type Expansion, type ExpansionTable, expandAll } from './expansion.ts';
import { familyExpansion } from './family.ts';
import { contentMetadata } from './metadata.ts';
import { relevantRestrictionsExpansion, restrictionsExpansion } from './restriction.ts';
import { spaceResource, spacesJson } from './space.ts';
import { historyOf, versionsOf } from './version.ts';

/** What a single read expands when the request does not say; a list expands nothing then. */
export const usualContentExpand = parseExpand(['space', 'history', 'version']);

/** What the answer to a create or an update expands. */
export const writtenContentExpand = parseExpand(['body.storage', 'container', 'ancestors', 'history', 'space', 'version']);

const blank = () => '';
const below = (path: string) => (record: ContentRecord) => `${contentResource(record.id)}/${path}`;

/** The space that content is in, as `space` and, for a page, as `container`. */
const spaceExpansion: Expansion<ContentRecord> = {
  collapsed: ({ space }) => spaceResource(space),
  async load(batch, records, expand) {
    const spaces = [...new Map(records.map(({ space }) => [space.id, space])).values()];
    const json = await spacesJson(batch, spaces, expand);
    const byId = new Map(spaces.map(({ id }, index) => [id, json[index]]));
    return ({ space }) => byId.get(space.id);
  },
};

/** The page or blog post that a comment or attachment belongs to, the space of all others. */
const containerExpansion: Expansion<ContentRecord> = {
  collapsed: ({ space, containerId }) => (containerId === undefined ? spaceResource(space) : contentResource(containerId)),
  async load(batch, records, expand) {
    const containers = await batch.wiki.content.byIds(
      batch.reader,
      records.flatMap(({ containerId }) => containerId ?? []),
    );
    const [inSpace, json] = await Promise.all([
      spaceExpansion.load(
        batch,
        records.filter(({ containerId }) => containerId === undefined),
        expand,
      ),
      eachJson(batch, [...containers.values()], expand),
    ]);
    return (record) => (record.containerId === undefined ? inSpace(record) : json.get(record.containerId));
  },
};

const contentExpansions: ExpansionTable<ContentRecord> = [
  ['container', containerExpansion],
  ['metadata', contentMetadata(({ id }) => contentResource(id))],
  [
    'operations',
    {
      collapsed: blank,
      async load({ wiki, reader }, records) {
        const rights = await wiki.rights.on(
          reader,
          records.map(({ id }) => id),
        );
        return ({ id, type }) => operationsJson(type, rights.get(id));
      },
    },
  ],
  ['children', familyExpansion('child')],
  ['restrictions', restrictionsExpansion],
  ['history', { collapsed: below('history'), load: historyOf }],
  [
    'ancestors',
    {
      collapsed: blank,
      async load(batch, records, expand) {
        const chains = await batch.wiki.tree.ancestors(batch.reader, records);
        const json = await eachJson(batch, [...chains.values()].flat(), expand);
        return ({ id }) => (chains.get(id) ?? []).map((ancestor) => json.get(ancestor.id));
      },
    },
  ],
  ['body', { collapsed: blank, load: bodiesOf }],
  ['version', { collapsed: blank, load: versionsOf }],
  ['descendants', familyExpansion('descendant')],
  ['space', spaceExpansion],
  ['relevantViewRestrictions', relevantRestrictionsExpansion],
];

/** Records on the wire by id, each once. */
async function eachJson(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<ReadonlyMap<number, Json | undefined>> {
  const distinct = [...new Map(records.map((record) => [record.id, record])).values()];
  const json = await batch.contents(distinct, expand);
  return new Map(distinct.map(({ id }, index) => [id, json[index]]));
}

function operationsJson(targetType: ContentRecord['type'], rights: Rights | undefined): readonly Json[] {
  if (rights === undefined) return [];
  const operations = ['read', ...(['update', 'delete', 'purge'] as const).filter((operation) => rights[operation])];
  return operations.map((operation) => ({ operation, targetType }));
}

/** Where people find it: a comment on the page that it stands on. */
function webPath(record: ContentRecord): string {
  const { id, title, containerId, space } = record;
  if (record.type !== 'comment' || containerId === undefined) return pagePath(record);
  return commentPath(id, { id: containerId, title: title.replace(/^Re: /, ''), space });
}

/** @returns content on the wire, in the order of the records */
export async function contentsJson(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<readonly Json[]> {
  if (records.length === 0) return [];
  const [expanded, commentExtensionsOf, attachmentOf] = await Promise.all([
    expandAll(contentExpansions, batch, records, expand),
    commentExtensions(batch, records, expand.get('extensions') ?? nothing),
    attachmentParts(batch, records),
  ]);
  return records.map((record) => {
    const own = expanded(record);
    const attachment = attachmentOf(record);
    if (attachment !== undefined) return attachmentJson(batch.site, record, own, attachment);
    const { parts, expandable } = own;
    return {
      id: String(record.id),
      type: record.type,
      status: record.status,
      title: record.title,
      position: record.position,
      ...parts,
      extensions: record.type === 'comment' ? commentExtensionsOf(record) : { position: record.position },
      _links: {
        webui: webPath(record),
        edit: `/pages/resumedraft.action?draftId=${record.id}`,
        tinyui: tinyPath(record),
        self: batch.site.url(contentResource(record.id)),
      },
      _expandable: expandable,
    };
  });
}

function attachmentJson(
  site: Site,
  { id, type, status, title }: ContentRecord,
  { parts, expandable: { metadata: _, ...expandable } }: Expanded,
  { metadata, extensions, links }: AttachmentParts,
): Json {
  return {
    id: String(id),
    type,
    status,
    title,
    // Nobody orders attachments.
    position: -1,
    ...parts,
    metadata: { ...metadata, ...(parts.metadata as Json | undefined) }, // What `metadata` expands to is an object.
    extensions,
    _links: { ...links, self: site.url(contentResource(id)) },
    _expandable: expandable,
  };
}
