/** Spaces on the wire. */
import { spacePath } from '../../wiki/addresses.ts';
import type { SpaceRecord } from '../../wiki/records.ts';
import type { ExpandTree } from '../expand.ts';
import type { Json, Site } from '../site.ts';
import { type Batch, type ExpansionTable, expandAll } from './expansion.ts';
import { spaceMetadata } from './metadata.ts';

/** The path of a space in the API, below the context path. */
export function spaceResource({ key }: Pick<SpaceRecord, 'key'>): string {
  return `/rest/api/space/${encodeURIComponent(key)}`;
}

const blank = () => '';

const spaceExpansions: ExpansionTable<SpaceRecord> = [
  ['metadata', spaceMetadata(spaceResource)],
  [
    'icon',
    {
      collapsed: blank,
      load:
        ({ site }) =>
        () => ({ path: `${site.contextPath}/images/logo/default-space-logo.svg`, width: 48, height: 48, isDefault: true }),
    },
  ],
  [
    'description',
    {
      collapsed: blank,
      load: (_batch, _spaces, below) => (space) => describe(space.description, below),
    },
  ],
  // Everything is kept for ever: no space has one.
  ['retentionPolicy', { collapsed: blank, load: () => () => null }],
  [
    'homepage',
    {
      collapsed: ({ homepageId }) => (homepageId === undefined ? '' : `/rest/api/content/${homepageId}`),
      async load(batch, spaces, below) {
        const ids = spaces.flatMap(({ homepageId }) => homepageId ?? []);
        const records = [...(await batch.wiki.content.byIds(batch.reader, ids)).values()];
        const contents = await batch.contents(records, below);
        const byId = new Map(records.map(({ id }, index) => [id, contents[index]]));
        return ({ homepageId }) => (homepageId === undefined ? null : byId.get(homepageId));
      },
    },
  ],
];

function describe(description: string, below: ExpandTree): Json {
  const representations: Readonly<Record<string, string>> = { plain: description, view: viewOf(description) };
  const parts: Record<string, unknown> = {};
  const expandable: Record<string, string> = {};
  for (const [representation, value] of Object.entries(representations)) {
    if (below.has(representation)) parts[representation] = { value, representation, embeddedContent: [] };
    else expandable[representation] = '';
  }
  return { ...parts, _expandable: expandable };
}

/** Plain text as HTML. */
function viewOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped === '' ? '' : `<p>${escaped.replaceAll('\n', '<br />')}</p>`;
}

/** @returns the spaces on the wire, in their order */
export async function spacesJson(batch: Batch, spaces: readonly SpaceRecord[], expand: ExpandTree): Promise<readonly Json[]> {
  const expanded = await expandAll(spaceExpansions, batch, spaces, expand);
  return spaces.map((space) => spaceJson(batch.site, space, expanded(space)));
}

function spaceJson(
  site: Site,
  space: SpaceRecord,
  { parts, expandable }: { readonly parts: Json; readonly expandable: Json },
): Json {
  return {
    id: space.id,
    key: space.key,
    name: space.name,
    status: space.status,
    type: space.type,
    ...parts,
    _links: { webui: spacePath(space), self: site.url(spaceResource(space)) },
    _expandable: expandable,
  };
}
