/** What attachments were recorded with. */
/** With version and container expanded. */
export const recordedKeys = [
  '_expandable',
  '_links',
  'container',
  'extensions',
  'id',
  'metadata',
  'position',
  'status',
  'title',
  'type',
  'version',
];
export const recordedExpandable = [
  'ancestors',
  'body',
  'children',
  'descendants',
  'history',
  'operations',
  'relevantViewRestrictions',
  'restrictions',
  'space',
];
