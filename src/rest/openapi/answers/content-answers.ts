/** Schemas of answers about content: pages, blog posts, comments, attachments, and what belongs to them. */
import { Type } from 'typebox';
import { collectionOf, digits, expandable, moment, named, resource } from './parts.ts';

const optional = Type.Optional;
const text = Type.String();
const flag = Type.Boolean();

const bodies = ['editor', 'view', 'export_view', 'styled_view', 'storage', 'anonymous_export_view'] as const;

const inFamily = (kind: string) =>
  optional(Type.Unsafe({ ...named(`${kind}Collection`), description: `What is below, as ${kind}.` }));

export const contentSchemas = {
  Links: Type.Record(text, text, { description: '`self` is an absolute address; all others are paths below `base`.' }),

  Content: resource({
    id: digits,
    type: Type.Enum(['page', 'blogpost', 'comment', 'attachment']),
    status: Type.Enum(['current', 'draft', 'trashed', 'historical']),
    title: text,
    position: Type.Integer({ description: 'Among its siblings; -1 where nobody set it.' }),
    space: optional(named('Space')),
    container: optional(Type.Union([named('Space'), named('Content')])),
    history: optional(named('History')),
    version: optional(named('Version')),
    ancestors: optional(Type.Array(named('Content'), { description: 'From the top of the tree down to the parent.' })),
    body: optional(named('Bodies')),
    metadata: optional(named('ContentMetadata')),
    children: optional(named('Family')),
    descendants: optional(named('Family')),
    restrictions: optional(named('Restrictions')),
    relevantViewRestrictions: optional(named('RestrictionCollection')),
    operations: optional(Type.Array(Type.Object({ operation: text, targetType: text }))),
    extensions: Type.Union([named('PageExtensions'), named('CommentExtensions'), named('AttachmentExtensions')]),
  }),
  ContentCollection: collectionOf(named('Content')),
  ContentScan: Type.Object({
    results: Type.Array(named('Content')),
    cursor: optional(text),
    nextCursor: optional(text),
    prevCursor: optional(text),
    limit: Type.Integer(),
    size: Type.Integer(),
    _links: named('Links'),
  }),
  SpaceContent: Type.Object({
    page: named('ContentCollection'),
    blogpost: named('ContentCollection'),
    _links: named('Links'),
  }),

  PageExtensions: Type.Object({ position: Type.Integer() }),
  CommentExtensions: Type.Object({
    location: Type.Enum(['footer', 'inline', 'resolved']),
    inlineProperties: optional(Type.Record(text, Type.Unknown())),
    resolution: optional(
      Type.Object({ status: text, lastModifier: optional(named('User')), lastModifiedDate: optional(moment) }),
    ),
    _expandable: expandable,
  }),
  AttachmentExtensions: Type.Object({ mediaType: text, fileSize: Type.Integer({ description: 'Bytes.' }), comment: text }),

  Body: resource({
    value: text,
    representation: text,
    content: optional(named('Content')),
    webresource: optional(
      Type.Record(text, Type.Unknown(), { description: 'What a page would have to load to show it: nothing.' }),
    ),
  }),
  Bodies: Type.Object({
    ...Object.fromEntries(bodies.map((name) => [name, optional(named('Body'))])),
    _expandable: expandable,
  }),
  ContentMetadata: resource({
    mediaType: optional(text),
    comment: optional(text),
    labels: optional(named('LabelCollection')),
    properties: optional(Type.Record(text, Type.Unknown(), { description: 'Properties by their keys.' })),
    currentuser: optional(named('OwnMetadata')),
    frontend: optional(Type.Record(text, Type.Unknown())),
    editorHtml: optional(text),
  }),
  OwnMetadata: resource({
    favourited: optional(Type.Object({ isFavourite: flag, favouritedDate: optional(moment) })),
    lastmodified: optional(Type.Object({ version: named('Version'), friendlyLastModified: text })),
    lastcontributed: optional(Type.Object({ status: Type.Enum(['created', 'edited']), when: moment })),
    viewed: optional(Type.Object({ lastSeen: moment, friendlyLastSeen: text })),
  }),
  Family: resource({ page: inFamily('Content'), comment: inFamily('Content'), attachment: inFamily('Content') }),

  Version: resource({
    by: named('User'),
    when: moment,
    message: text,
    number: Type.Integer({ minimum: 1 }),
    minorEdit: flag,
    hidden: flag,
    content: optional(named('Content')),
  }),
  VersionCollection: collectionOf(named('Version')),
  History: resource({
    latest: flag,
    createdBy: named('User'),
    createdDate: moment,
    lastUpdated: optional(named('Version')),
    previousVersion: optional(named('Version')),
    nextVersion: optional(named('Version')),
    contributors: optional(
      Type.Object({
        publishers: optional(
          Type.Object({ users: optional(Type.Array(named('User'))), userKeys: Type.Array(text), _expandable: expandable }),
        ),
        _expandable: optional(expandable),
      }),
    ),
  }),
  Macro: Type.Object({
    name: text,
    body: text,
    parameters: Type.Record(text, Type.Object({ value: text })),
  }),
  MovedPage: Type.Object({ pageId: digits }),
  MovedByForm: Type.Union([
    Type.Object({ page: Type.Object({ id: Type.Integer(), title: text, spaceKey: text }) }),
    Type.Object({ actionErrors: Type.Array(text) }),
  ]),

  Template: resource({
    templateId: digits,
    name: text,
    description: text,
    labels: Type.Array(Type.Object({ prefix: text, name: text, label: text })),
    templateType: Type.Literal('page'),
    editorVersion: text,
    body: optional(Type.Object({ storage: named('Body'), _expandable: expandable })),
    variables: optional(
      Type.Array(Type.Object({ name: text, kind: Type.Enum(['string', 'textarea', 'list']), options: Type.Array(text) }), {
        description: 'The holes of the body.',
      }),
    ),
    space: optional(named('Space')),
  }),
  TemplateCollection: collectionOf(named('Template')),

  StoredFiles: Type.Object({ results: Type.Array(named('Content')), size: Type.Integer(), _links: named('Links') }),

  Label: Type.Object({ prefix: Type.Enum(['global', 'my', 'team']), name: text, id: digits, label: text }),
  LabelCollection: collectionOf(named('Label')),

  Property: resource({
    id: digits,
    key: text,
    value: Type.Unknown({ description: 'Any JSON.' }),
    version: optional(
      Type.Object({ when: moment, message: text, number: Type.Integer({ minimum: 1 }), minorEdit: flag, hidden: flag }),
    ),
    content: optional(named('Content')),
    space: optional(named('Space')),
    additionalProperties: optional(Type.Record(text, Type.Unknown())),
  }),
  PropertyCollection: collectionOf(named('Property')),

  Restriction: resource({
    operation: Type.Enum(['read', 'update']),
    restrictions: Type.Object({
      user: optional(collectionOf(named('User'))),
      group: optional(collectionOf(named('Group'))),
      _expandable: optional(expandable),
    }),
    lastModificationDate: optional(moment),
    content: optional(named('Content')),
  }),
  Restrictions: resource({ read: optional(named('Restriction')), update: optional(named('Restriction')) }),
  RestrictionCollection: Type.Object({
    ...collectionOf(named('Restriction')).properties,
    restrictionsHash: optional(Type.String({ description: 'Another one where the restrictions are others.' })),
  }),

  Watching: Type.Object({ watching: flag }),

  SearchResult: Type.Object({
    content: optional(named('Content')),
    space: optional(named('Space')),
    user: optional(named('User')),
    title: text,
    excerpt: text,
    url: text,
    resultGlobalContainer: optional(named('SearchContainer')),
    resultParentContainer: optional(named('SearchContainer')),
    entityType: Type.Enum(['content', 'space', 'user']),
    iconCssClass: text,
    lastModified: moment,
    friendlyLastModified: text,
    timestamp: Type.Integer({ description: 'Milliseconds since 1970.' }),
  }),
  SearchContainer: Type.Object({ title: text, displayUrl: text }),
  SearchResults: Type.Object({
    ...collectionOf(named('SearchResult')).properties,
    totalSize: Type.Integer({ description: 'How many results there are that the caller may see.' }),
    cqlQuery: optional(text),
    searchDuration: Type.Integer({ description: 'Milliseconds.' }),
  }),
} as const;
