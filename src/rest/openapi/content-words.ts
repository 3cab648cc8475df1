/** The description's words for routes about content and what belongs to it. */
import { named } from './answers/parts.ts';
import { list, page, type Words, type WordsOfRoutes } from './words.ts';

/** Pages, blog posts, comments and their versions. */
export const content: WordsOfRoutes = {
  'GET /rest/api/content': {
    summary: 'Lists pages or blog posts, or finds one by its space and title',
    query: ['type', 'spaceKey', 'title', 'status', 'postingDay', 'label', ...list],
    answers: named('ContentCollection'),
  },
  'POST /rest/api/content': {
    example: {
      type: 'page',
      title: 'A new page',
      space: { key: 'DOC' },
      ancestors: [{ id: '65541' }],
      body: { storage: { value: '<p>Hello.</p>', representation: 'storage' } },
    },
    summary: 'Creates a page, blog post or comment',
    query: ['expand', 'status'],
    answers: named('Content'),
  },
  'GET /rest/api/content/:id': {
    summary: 'Reads content of any kind',
    query: ['status', 'version', 'expand'],
    answers: named('Content'),
  },
  'PUT /rest/api/content/:id': {
    example: {
      type: 'page',
      title: 'A new page',
      version: { number: 2, message: 'Say hello' },
      body: { storage: { value: '<p>Hello.</p>', representation: 'storage' } },
    },
    summary: 'Updates or moves content, keeps or publishes a draft of it, or takes it back from the trash',
    refuses: [409],
    query: ['status', 'expand'],
    answers: named('Content'),
  },
  'DELETE /rest/api/content/:id': {
    summary: 'Puts content in the trash, deletes it for good from there, or deletes a draft',
    query: ['status'],
  },
  'GET /rest/api/content/scan': {
    summary: 'Goes through all content by a cursor',
    query: ['cursor', 'type', 'spaceKey', 'status', 'expand', 'limit'],
    answers: named('ContentScan'),
  },
  'GET /rest/api/content/:id/history': {
    summary: 'Says who made content and who changed it last',
    query: ['expand'],
    answers: named('History'),
  },
  'GET /rest/api/content/:id/child': {
    summary: 'Reads what is directly below content, by kind',
    query: list,
    answers: named('Family'),
  },
  'GET /rest/api/content/:id/child/:type': {
    summary: 'Lists what is directly below content, of one kind',
    query: ['depth', 'location', ...list],
    answers: named('ContentCollection'),
  },
  'GET /rest/api/content/:id/descendant': {
    summary: 'Reads everything below content, by kind',
    query: ['expand'],
    answers: named('Family'),
  },
  'GET /rest/api/content/:id/descendant/:type': {
    summary: 'Lists everything below content, of one kind',
    query: list,
    answers: named('ContentCollection'),
  },
  'PUT /rest/api/content/:id/move/:position/:targetId': {
    summary: 'Moves a page below another, or beside it',
    answers: named('MovedPage'),
  },
  'POST /pages/movepage.action': {
    summary: 'Moves a page as the form of older versions does',
    needsNoCheck: true,
    query: ['pageId', 'spaceKey', 'targetId', 'targetTitle', 'position'],
    answers: named('MovedByForm'),
  },
  'GET /rest/experimental/content/:id/version': {
    summary: 'Lists the versions of content',
    query: list,
    answers: named('VersionCollection'),
  },
  'GET /rest/experimental/content/:id/version/:number': {
    summary: 'Reads a version of content',
    query: ['expand'],
    answers: named('Version'),
  },
  'DELETE /rest/api/content/:id/version/:number': { summary: 'Deletes an old version of content' },
  'GET /rest/api/content/:id/history/:version/macro/id/:macroId': {
    summary: 'Reads a macro of content by its id',
    answers: named('Macro'),
  },
  'GET /rest/api/content/:id/history/:version/macro/hash/:macroId': {
    summary: 'Reads a macro of content by its hash',
    answers: named('Macro'),
  },
  'POST /rest/api/contentbody/convert/:to': {
    example: { value: '<p>Hello.</p>', representation: 'storage' },
    summary: 'Converts a body to another representation',
    query: ['pageIdContext', 'spaceKeyContext'],
    answers: named('Body'),
  },
  'POST /rest/api/content/blueprint/instance/:draftId': {
    example: { type: 'page', title: 'A new page', space: { key: 'DOC' }, version: { number: 1 } },
    summary: 'Publishes a draft',
    query: ['expand'],
    answers: named('Content'),
  },
  'PUT /rest/api/content/blueprint/instance/:draftId': {
    example: { type: 'page', title: 'A new page', space: { key: 'DOC' }, version: { number: 1 } },
    summary: 'Publishes a shared draft',
    query: ['expand'],
    answers: named('Content'),
  },
};

/** Files of content, and their bytes. */
export const attachments: WordsOfRoutes = {
  'GET /rest/api/content/:id/child/attachment': {
    summary: 'Lists the files of content',
    query: ['filename', 'mediaType', ...list],
    answers: named('ContentCollection'),
  },
  'POST /rest/api/content/:id/child/attachment': {
    summary: 'Attaches files',
    query: ['allowDuplicated', 'expand'],
    takesFiles: true,
    answers: named('StoredFiles'),
  },
  'PUT /rest/api/content/:id/child/attachment': {
    summary: 'Attaches files; one whose name is there becomes its next version',
    query: ['expand'],
    takesFiles: true,
    answers: named('StoredFiles'),
  },
  'POST /rest/api/content/:id/child/attachment/:attachmentId/data': {
    summary: 'Attaches the next version of a file',
    query: ['expand'],
    takesFiles: true,
    answers: named('Content'),
  },
  'PUT /rest/api/content/:id/child/attachment/:attachmentId': {
    example: { id: '65549', type: 'attachment', title: 'new-name.txt', version: { number: 2 } },
    summary: 'Changes what is said of a file, or its name',
    refuses: [409],
    answers: named('Content'),
  },
  'DELETE /rest/api/content/:id/child/attachment/:attachmentId': { summary: 'Puts a file in the trash' },
  'DELETE /rest/api/content/:id/child/attachment/:attachmentId/version/:version': { summary: 'Deletes an old version of a file' },
  'POST /rest/api/content/:id/child/attachment/:attachmentId/move': {
    summary: 'Moves a file to other content, or renames it',
    query: ['newContentId', 'newName'],
    succeeds: 204,
    needsNoCheck: true,
  },
  'GET /download/attachments/:id/:filename': { summary: 'Downloads a file', query: ['version'], givesFile: true },
  'GET /download/thumbnails/:id/:filename': {
    summary: 'Downloads a small picture of a file',
    query: ['version'],
    givesFile: true,
  },
};

const storage = {
  storage: {
    value: '<at:declarations><at:string at:name="who" /></at:declarations><p>Hello <at:var at:name="who" />.</p>',
    representation: 'storage',
  },
};

/** What new pages begin with. */
export const templates: WordsOfRoutes = {
  'GET /rest/api/template/page': {
    summary: 'Lists the templates of a space, or those of all spaces',
    query: ['spaceKey', ...list],
    answers: named('TemplateCollection'),
  },
  'GET /rest/api/template/blueprint': {
    summary: 'Lists blueprints, of which there are none',
    query: page,
    answers: named('TemplateCollection'),
  },
  'GET /rest/api/template/:templateId': { summary: 'Reads a template', query: ['expand'], answers: named('Template') },
  'POST /rest/api/template': {
    summary: 'Creates a template, of a space or of all of them',
    example: {
      name: 'A letter',
      templateType: 'page',
      body: storage,
      space: { key: 'DOC' },
      labels: [{ prefix: 'global', name: 'letter' }],
    },
    answers: named('Template'),
  },
  'PUT /rest/api/template': {
    summary: 'Changes a template',
    example: { templateId: '1', name: 'A letter', templateType: 'page', body: storage },
    answers: named('Template'),
  },
  'DELETE /rest/api/template/:templateId': { summary: 'Deletes a template' },
  'POST /rest/weir/1.0/template/:templateId/page': {
    summary: 'Creates a page from a template, with values for its variables',
    query: ['expand'],
    example: { title: 'A letter to Lin', space: { key: 'DOC' }, variables: { who: 'Lin' } },
    answers: named('Content'),
  },
};

/** Labels of content and of spaces. */
export const labels: WordsOfRoutes = {
  'GET /rest/api/content/:id/label': {
    summary: 'Lists the labels of content',
    query: ['prefix', ...page],
    answers: named('LabelCollection'),
  },
  'POST /rest/api/content/:id/label': {
    example: [{ prefix: 'global', name: 'how-to' }],
    summary: 'Gives content labels',
    answers: named('LabelCollection'),
  },
  'DELETE /rest/api/content/:id/label': { summary: 'Takes a label away that the query names', query: ['name'] },
  'DELETE /rest/api/content/:id/label/:label': { summary: 'Takes a label away' },
  'GET /rest/api/space/:key/label': {
    summary: 'Lists the labels of a space itself',
    query: ['prefix', ...page],
    answers: named('LabelCollection'),
  },
  'POST /rest/api/space/:key/label': {
    example: [{ prefix: 'team', name: 'handbooks' }],
    summary: 'Gives a space labels',
    answers: named('LabelCollection'),
  },
  'DELETE /rest/api/space/:key/label': { summary: 'Takes a label from a space that the query names', query: ['name'] },
  'DELETE /rest/api/space/:key/label/:label': { summary: 'Takes a label from a space' },
  'POST /rest/api/space/:key/category/:label': { summary: 'Puts a space in a category', answers: named('LabelCollection') },
  'DELETE /rest/api/space/:key/category/:label': { summary: 'Takes a space out of a category' },
  'GET /rest/api/label/labels': { summary: 'Lists all labels', query: page, answers: named('LabelCollection') },
  'GET /rest/api/label/popular': {
    summary: 'Lists the labels that are given most',
    query: page,
    answers: named('LabelCollection'),
  },
  'GET /rest/api/label/recent': {
    summary: 'Lists the labels that were given last',
    query: page,
    answers: named('LabelCollection'),
  },
  'GET /rest/api/label/:label/related': {
    summary: 'Lists the labels that go along with one',
    query: page,
    answers: named('LabelCollection'),
  },
  'GET /rest/api/space/:key/labels': {
    summary: 'Lists the labels of what is in a space',
    query: page,
    answers: named('LabelCollection'),
  },
  'GET /rest/api/space/:key/labels/popular': {
    summary: 'Lists the labels that are given most in a space',
    query: page,
    answers: named('LabelCollection'),
  },
  'GET /rest/api/space/:key/labels/recent': {
    summary: 'Lists the labels that were given last in a space',
    query: page,
    answers: named('LabelCollection'),
  },
  'GET /rest/api/space/:key/labels/:label/related': {
    summary: 'Lists the labels that go along with one in a space',
    query: page,
    answers: named('LabelCollection'),
  },
};

/** What programs keep beside content and spaces. */
export const properties: WordsOfRoutes = Object.fromEntries(
  [
    ['/rest/api/content/:id/property', 'content'],
    ['/rest/api/space/:key/property', 'a space'],
  ].flatMap(([path, owner]): [string, Words][] => [
    [`GET ${path}`, { summary: `Lists the properties of ${owner}`, query: list, answers: named('PropertyCollection') }],
    [`POST ${path}`, { summary: `Gives ${owner} a property`, refuses: [413], answers: named('Property') }],
    [`GET ${path}/:propertyKey`, { summary: `Reads a property of ${owner}`, query: ['expand'], answers: named('Property') }],
    [
      `POST ${path}/:propertyKey`,
      { summary: `Gives ${owner} a property under this key`, refuses: [413], answers: named('Property') },
    ],
    [
      `PUT ${path}/:propertyKey`,
      { summary: `Writes a property of ${owner}`, refuses: [409, 413], query: ['expand'], answers: named('Property') },
    ],
    [`DELETE ${path}/:propertyKey`, { summary: `Deletes a property of ${owner}` }],
  ]),
);

/** Who may view and edit content. */
export const restrictions: WordsOfRoutes = {
  'GET /rest/api/content/:id/restriction/byOperation': {
    summary: 'Says who may view and edit content',
    query: ['expand'],
    answers: named('Restrictions'),
  },
  'GET /rest/api/content/:id/restriction/byOperation/:operation': {
    summary: 'Says who may view, or who may edit content',
    query: list,
    answers: named('Restriction'),
  },
  'GET /rest/api/content/:id/restriction/relevantViewRestrictions': {
    summary: 'Lists the restrictions that decide who may view content, also those from above it',
    query: list,
    answers: named('RestrictionCollection'),
  },
  'PUT /rest/api/content/:id/restriction': {
    example: [
      {
        operation: 'update',
        restrictions: { user: [{ type: 'known', username: 'admin' }], group: [{ type: 'group', name: 'weir-users' }] },
      },
    ],
    summary: 'Sets the restrictions of content',
    query: list,
    answers: named('RestrictionCollection'),
  },
  'POST /rest/api/content/:id/restriction': {
    example: [
      {
        operation: 'update',
        restrictions: { user: [{ type: 'known', username: 'admin' }], group: [{ type: 'group', name: 'weir-users' }] },
      },
    ],
    summary: 'Adds restrictions to content',
    query: list,
    answers: named('RestrictionCollection'),
  },
  'DELETE /rest/api/content/:id/restriction': { summary: 'Takes all restrictions off content' },
  'PUT /rest/api/content/:id/restriction/byOperation/:operation/user': {
    summary: 'Adds a user to a restriction',
    query: ['userName', 'key'],
    answers: named('RestrictionCollection'),
  },
  'DELETE /rest/api/content/:id/restriction/byOperation/:operation/user': {
    summary: 'Takes a user out of a restriction',
    query: ['userName', 'key'],
  },
  'PUT /rest/api/content/:id/restriction/byOperation/:operation/group/:name': {
    summary: 'Adds a group to a restriction',
    answers: named('RestrictionCollection'),
  },
  'DELETE /rest/api/content/:id/restriction/byOperation/:operation/group/:name': {
    summary: 'Takes a group out of a restriction',
  },
};

/** CQL. */
export const search: WordsOfRoutes = {
  'GET /rest/api/search': {
    summary: 'Searches content, spaces and users by CQL',
    query: ['cql', 'cqlcontext', 'excerpt', 'includeArchivedSpaces', ...list],
    answers: named('SearchResults'),
  },
  'GET /rest/api/search/user': { summary: 'Searches users by CQL', query: ['cql', ...page], answers: named('SearchResults') },
  'GET /rest/api/content/search': {
    summary: 'Searches content by CQL',
    query: ['cql', 'cqlcontext', ...list],
    answers: named('ContentCollection'),
  },
};
