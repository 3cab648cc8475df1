/**
 * What the description adds to the routes' own declarations: words for people, query parameters, and the successful answer where it is
 * not 200 (204 for a delete).
 */
import { audit, colorSchemes, globalPermissions, instance, jsonRpc, people, tokens, webHooks } from './administration-words.ts';
import { backups } from './backup-words.ts';
import { attachments, content, labels, properties, restrictions, search, templates } from './content-words.ts';
import { spacePermissions, spaces, watches } from './space-words.ts';
import type { WordsOfRoutes } from './words.ts';

/** All that is said, by the name of a group of routes. */
export const operationGroups: Readonly<Record<string, WordsOfRoutes>> = {
  Content: content,
  Attachments: attachments,
  Templates: templates,
  Labels: labels,
  Properties: properties,
  Restrictions: restrictions,
  Search: search,
  Spaces: spaces,
  'Space permissions': spacePermissions,
  Watches: watches,
  'Users and groups': people,
  'Tokens and application links': tokens,
  'Global permissions': globalPermissions,
  Audit: audit,
  'Web hooks': webHooks,
  Backups: backups,
  Instance: instance,
  'Colour schemes': colorSchemes,
  'JSON-RPC': jsonRpc,
};
