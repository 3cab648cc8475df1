/** Properties on the wire. */
import type { Property } from '../../wiki/annotations/properties.ts';
import { type ExpandTree, parseExpand } from '../expand.ts';
import { type Json, wireDate } from '../site.ts';
import { type Batch, type ExpansionTable, expandAll } from './expansion.ts';

/** What a property expands when the request does not say. */
export const usualPropertyExpand = parseExpand(['version']);

/** Programs inside Confluence may add more to a property; here there are none. */
const noneMore: Json = {};

/** What has the properties. */
export interface PropertyOwner {
  readonly kind: 'content' | 'space';
  /** Its path in the API. */
  readonly resource: string;
  /** Itself on the wire. */
  load(below: ExpandTree): Promise<Json | undefined>;
}

/** @returns properties of one owner on the wire, in their order */
export async function propertiesJson(
  batch: Batch,
  owner: PropertyOwner,
  properties: readonly Property[],
  expand: ExpandTree,
): Promise<readonly Json[]> {
  const expanded = await expandAll(expansionsOf(owner), batch, properties, expand);
  return properties.map((property) => {
    const { parts, expandable } = expanded(property);
    return propertyJson(batch, owner.resource, property, parts, expandable);
  });
}

/** A property inside its content. @param content itself on the wire, where it is expanded */
export function nestedProperty(batch: Batch, resource: string, property: Property, expand: ExpandTree, content: unknown): Json {
  const possible: readonly (readonly [name: string, collapsed: string, value: unknown])[] = [
    ['content', resource, content],
    ['version', '', propertyVersion(property)],
    ['additionalProperties', '', noneMore],
  ];
  const isShown = ([name, , value]: (typeof possible)[number]) => expand.has(name) && value !== undefined;
  return propertyJson(
    batch,
    resource,
    property,
    Object.fromEntries(possible.filter(isShown).map(([name, , value]) => [name, value])),
    Object.fromEntries(possible.filter((part) => !isShown(part)).map(([name, collapsed]) => [name, collapsed])),
  );
}

function propertyJson({ site }: Batch, resource: string, { id, key, value }: Property, parts: Json, expandable: Json): Json {
  return {
    id: String(id),
    key,
    value,
    ...parts,
    _links: { self: site.url(`${resource}/property/${encodeURIComponent(key)}`) },
    _expandable: expandable,
  };
}

function propertyVersion({ version }: Property): Json {
  return {
    when: wireDate(version.modifiedAt),
    message: version.message,
    number: version.number,
    minorEdit: version.minorEdit,
    hidden: false,
  };
}

function expansionsOf({ kind, resource, load }: PropertyOwner): ExpansionTable<Property> {
  return [
    [
      kind,
      {
        collapsed: () => resource,
        async load(_batch, _properties, below) {
          const owner = await load(below);
          return () => owner;
        },
      },
    ],
    ['version', { collapsed: () => '', load: () => propertyVersion }],
    ['additionalProperties', { collapsed: () => '', load: () => () => noneMore }],
  ];
}
