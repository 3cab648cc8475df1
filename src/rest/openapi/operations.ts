/**
 * What the description of the API says of routes beside what they declare themselves: words for people, query parameters, and how
 * success looks where it is not 200 (204 for a delete).
 */
import type { QueryName } from './parameters.ts';

/** What is said of one route. */
export interface Words {
  readonly summary: string;
  readonly query?: readonly QueryName[];
  /** The status of success. */
  readonly succeeds?: 201 | 202 | 204;
  /** The body is a multipart form with files. */
  readonly takesFiles?: true;
  /** Success is the bytes of a file. */
  readonly givesFile?: true;
}

const page = ['start', 'limit'] as const;
const list = ['expand', ...page] as const;
const whose = ['username', 'key'] as const;

const content: Readonly<Record<string, Words>> = {
  'GET /rest/api/content': {
    summary: 'Lists pages or blog posts, or finds one by its space and title',
    query: ['type', 'spaceKey', 'title', 'status', 'postingDay', 'label', ...list],
  },
  'POST /rest/api/content': { summary: 'Creates a page, blog post or comment', query: ['expand', 'status'] },
  'GET /rest/api/content/:id': { summary: 'Reads content of any kind', query: ['status', 'version', 'expand'] },
  'PUT /rest/api/content/:id': {
    summary: 'Updates or moves content, or takes it back from the trash',
    query: ['status', 'expand'],
  },
  'DELETE /rest/api/content/:id': { summary: 'Puts content in the trash, or deletes it for good from there', query: ['status'] },
  'GET /rest/api/content/scan': {
    summary: 'Goes through all content by a cursor',
    query: ['cursor', 'type', 'spaceKey', 'status', 'expand', 'limit'],
  },
  'GET /rest/api/content/:id/history': { summary: 'Says who made content and who changed it last', query: ['expand'] },
  'GET /rest/api/content/:id/child': { summary: 'Reads what is directly below content, by kind', query: list },
  'GET /rest/api/content/:id/child/:type': {
    summary: 'Lists what is directly below content, of one kind',
    query: ['depth', 'location', ...list],
  },
  'GET /rest/api/content/:id/descendant': { summary: 'Reads everything below content, by kind', query: ['expand'] },
  'GET /rest/api/content/:id/descendant/:type': { summary: 'Lists everything below content, of one kind', query: list },
  'PUT /rest/api/content/:id/move/:position/:targetId': { summary: 'Moves a page below another, or beside it' },
  'POST /pages/movepage.action': {
    summary: 'Moves a page as the form of older versions does; needs the header X-Atlassian-Token: no-check',
    query: ['pageId', 'spaceKey', 'targetId', 'targetTitle', 'position'],
  },
  'GET /rest/experimental/content/:id/version': { summary: 'Lists the versions of content', query: list },
  'GET /rest/experimental/content/:id/version/:number': { summary: 'Reads a version of content', query: ['expand'] },
  'DELETE /rest/api/content/:id/version/:number': { summary: 'Deletes an old version of content' },
  'GET /rest/api/content/:id/history/:version/macro/id/:macroId': { summary: 'Reads a macro of content by its id' },
  'GET /rest/api/content/:id/history/:version/macro/hash/:macroId': { summary: 'Reads a macro of content by its hash' },
  'POST /rest/api/contentbody/convert/:to': {
    summary: 'Converts a body to another representation',
    query: ['pageIdContext', 'spaceKeyContext'],
  },
  'POST /rest/api/content/blueprint/instance/:draftId': { summary: 'Publishes a draft', query: ['expand'] },
  'PUT /rest/api/content/blueprint/instance/:draftId': { summary: 'Publishes a shared draft', query: ['expand'] },
};

const attachments: Readonly<Record<string, Words>> = {
  'GET /rest/api/content/:id/child/attachment': {
    summary: 'Lists the files of content',
    query: ['filename', 'mediaType', ...list],
  },
  'POST /rest/api/content/:id/child/attachment': {
    summary: 'Attaches files',
    query: ['allowDuplicated', 'expand'],
    takesFiles: true,
  },
  'PUT /rest/api/content/:id/child/attachment': {
    summary: 'Attaches files; one whose name is there becomes its next version',
    query: ['expand'],
    takesFiles: true,
  },
  'POST /rest/api/content/:id/child/attachment/:attachmentId/data': {
    summary: 'Attaches the next version of a file',
    query: ['expand'],
    takesFiles: true,
  },
  'PUT /rest/api/content/:id/child/attachment/:attachmentId': { summary: 'Changes what is said of a file, or its name' },
  'DELETE /rest/api/content/:id/child/attachment/:attachmentId': { summary: 'Puts a file in the trash' },
  'DELETE /rest/api/content/:id/child/attachment/:attachmentId/version/:version': { summary: 'Deletes an old version of a file' },
  'POST /rest/api/content/:id/child/attachment/:attachmentId/move': {
    summary: 'Moves a file to other content, or renames it',
    query: ['newContentId', 'newName'],
    succeeds: 204,
  },
  'GET /download/attachments/:id/:filename': { summary: 'Downloads a file', query: ['version'], givesFile: true },
  'GET /download/thumbnails/:id/:filename': {
    summary: 'Downloads a small picture of a file',
    query: ['version'],
    givesFile: true,
  },
};

const labels: Readonly<Record<string, Words>> = {
  'GET /rest/api/content/:id/label': { summary: 'Lists the labels of content', query: ['prefix', ...page] },
  'POST /rest/api/content/:id/label': { summary: 'Gives content labels' },
  'DELETE /rest/api/content/:id/label': { summary: 'Takes a label away that the query names', query: ['name'] },
  'DELETE /rest/api/content/:id/label/:label': { summary: 'Takes a label away' },
  'GET /rest/api/space/:key/label': { summary: 'Lists the labels of a space itself', query: ['prefix', ...page] },
  'POST /rest/api/space/:key/label': { summary: 'Gives a space labels' },
  'DELETE /rest/api/space/:key/label': { summary: 'Takes a label from a space that the query names', query: ['name'] },
  'DELETE /rest/api/space/:key/label/:label': { summary: 'Takes a label from a space' },
  'POST /rest/api/space/:key/category/:label': { summary: 'Puts a space in a category' },
  'DELETE /rest/api/space/:key/category/:label': { summary: 'Takes a space out of a category' },
  'GET /rest/api/label/labels': { summary: 'Lists all labels', query: page },
  'GET /rest/api/label/popular': { summary: 'Lists the labels that are given most', query: page },
  'GET /rest/api/label/recent': { summary: 'Lists the labels that were given last', query: page },
  'GET /rest/api/label/:label/related': { summary: 'Lists the labels that go along with one', query: page },
  'GET /rest/api/space/:key/labels': { summary: 'Lists the labels of what is in a space', query: page },
  'GET /rest/api/space/:key/labels/popular': { summary: 'Lists the labels that are given most in a space', query: page },
  'GET /rest/api/space/:key/labels/recent': { summary: 'Lists the labels that were given last in a space', query: page },
  'GET /rest/api/space/:key/labels/:label/related': {
    summary: 'Lists the labels that go along with one in a space',
    query: page,
  },
};

const properties: Readonly<Record<string, Words>> = Object.fromEntries(
  [
    ['/rest/api/content/:id/property', 'content'],
    ['/rest/api/space/:key/property', 'a space'],
  ].flatMap(([path, owner]): [string, Words][] => [
    [`GET ${path}`, { summary: `Lists the properties of ${owner}`, query: list }],
    [`POST ${path}`, { summary: `Gives ${owner} a property` }],
    [`GET ${path}/:propertyKey`, { summary: `Reads a property of ${owner}`, query: ['expand'] }],
    [`POST ${path}/:propertyKey`, { summary: `Gives ${owner} a property under this key` }],
    [`PUT ${path}/:propertyKey`, { summary: `Writes a property of ${owner}`, query: ['expand'] }],
    [`DELETE ${path}/:propertyKey`, { summary: `Deletes a property of ${owner}` }],
  ]),
);

const restrictions: Readonly<Record<string, Words>> = {
  'GET /rest/api/content/:id/restriction/byOperation': { summary: 'Says who may view and edit content', query: ['expand'] },
  'GET /rest/api/content/:id/restriction/byOperation/:operation': {
    summary: 'Says who may view, or who may edit content',
    query: list,
  },
  'GET /rest/api/content/:id/restriction/relevantViewRestrictions': {
    summary: 'Lists the restrictions that decide who may view content, also those from above it',
    query: list,
  },
  'PUT /rest/api/content/:id/restriction': { summary: 'Sets the restrictions of content', query: list },
  'POST /rest/api/content/:id/restriction': { summary: 'Adds restrictions to content', query: list },
  'DELETE /rest/api/content/:id/restriction': { summary: 'Takes all restrictions off content' },
  'PUT /rest/api/content/:id/restriction/byOperation/:operation/user': {
    summary: 'Adds a user to a restriction',
    query: ['userName', 'key'],
  },
  'DELETE /rest/api/content/:id/restriction/byOperation/:operation/user': {
    summary: 'Takes a user out of a restriction',
    query: ['userName', 'key'],
  },
  'PUT /rest/api/content/:id/restriction/byOperation/:operation/group/:name': { summary: 'Adds a group to a restriction' },
  'DELETE /rest/api/content/:id/restriction/byOperation/:operation/group/:name': {
    summary: 'Takes a group out of a restriction',
  },
};

const search: Readonly<Record<string, Words>> = {
  'GET /rest/api/search': {
    summary: 'Searches content, spaces and users by CQL',
    query: ['cql', 'cqlcontext', 'excerpt', 'includeArchivedSpaces', ...list],
  },
  'GET /rest/api/search/user': { summary: 'Searches users by CQL', query: ['cql', ...page] },
  'GET /rest/api/content/search': { summary: 'Searches content by CQL', query: ['cql', 'cqlcontext', ...list] },
};

const spaces: Readonly<Record<string, Words>> = {
  'GET /rest/api/space': {
    summary: 'Lists spaces',
    query: ['spaceKey', 'spaceKeySingle', 'type', 'status', 'label', 'favourite', ...list],
  },
  'POST /rest/api/space': { summary: 'Creates a space' },
  'POST /rest/api/space/_private': { summary: 'Creates a space that nobody else may see' },
  'POST /rest/api/space/personal': { summary: 'Creates the personal space of the user who calls' },
  'POST /rest/api/admin/space/personal/:username': { summary: 'Creates the personal space of a user' },
  'GET /rest/api/space/:key': { summary: 'Reads a space', query: ['expand'] },
  'PUT /rest/api/space/:key': { summary: 'Changes the name, description or home page of a space' },
  'DELETE /rest/api/space/:key': { summary: 'Deletes a space and all that is in it, as a long task', succeeds: 202 },
  'PUT /rest/api/space/:key/archive': { summary: 'Archives a space', succeeds: 204 },
  'PUT /rest/api/space/:key/restore': { summary: 'Takes a space back from the archive', succeeds: 204 },
  'GET /rest/api/space/:key/content': { summary: 'Reads the content of a space, by kind', query: ['depth', ...list] },
  'GET /rest/api/space/:key/content/:type': { summary: 'Lists the content of a space, of one kind', query: ['depth', ...list] },
  'GET /rest/api/space/:key/trash': { summary: 'Lists the trash of a space', query: list },
  'DELETE /rest/api/space/:key/trash': { summary: 'Empties the trash of a space' },
};

const spacePermissions: Readonly<Record<string, Words>> = {
  'GET /rest/api/space/:key/permissions': { summary: 'Lists the permissions of a space' },
  'POST /rest/api/space/:key/permissions': { summary: 'Sets permissions of several users and groups in a space' },
  ...Object.fromEntries(
    [
      ['anonymous', 'anonymous readers'],
      ['group/:name', 'a group'],
      ['user/:user', 'a user'],
    ].flatMap(([tail, who]): [string, Words][] => [
      [`GET /rest/api/space/:key/permissions/${tail}`, { summary: `Lists what ${who} may do in a space` }],
      [`PUT /rest/api/space/:key/permissions/${tail}/grant`, { summary: `Lets ${who} do more in a space`, succeeds: 204 }],
      [`PUT /rest/api/space/:key/permissions/${tail}/revoke`, { summary: `Lets ${who} do less in a space`, succeeds: 204 }],
    ]),
  ),
};

const watches: Readonly<Record<string, Words>> = {
  'GET /rest/api/user/watch/content/:id': { summary: 'Says whether somebody watches content', query: whose },
  'POST /rest/api/user/watch/content/:id': { summary: 'Lets somebody watch content', query: whose, succeeds: 204 },
  'DELETE /rest/api/user/watch/content/:id': { summary: 'Lets somebody watch content no more', query: whose },
  'GET /rest/api/user/watch/space/:key': { summary: 'Says whether somebody watches a space', query: ['contentType', ...whose] },
  'POST /rest/api/user/watch/space/:key': {
    summary: 'Lets somebody watch a space',
    query: ['contentType', ...whose],
    succeeds: 204,
  },
  'DELETE /rest/api/user/watch/space/:key': {
    summary: 'Lets somebody watch a space no more',
    query: ['contentType', ...whose],
  },
  'GET /rest/api/content/:id/watchers': { summary: 'Lists who watches content', query: page },
  'GET /rest/api/space/:key/watchers': { summary: 'Lists who watches a space', query: page },
};

const people: Readonly<Record<string, Words>> = {
  'GET /rest/api/user': { summary: 'Reads a user by name or key', query: [...whose, 'expand'] },
  'GET /rest/api/user/current': { summary: 'Reads the user who calls', query: ['expand'] },
  'PUT /rest/api/user/current': { summary: 'Changes the profile of the user who calls' },
  'POST /rest/api/user/current/password': { summary: 'Changes the password of the user who calls', succeeds: 204 },
  'GET /rest/api/user/anonymous': { summary: 'Reads what stands for anonymous readers' },
  'GET /rest/api/user/list': { summary: 'Lists users', query: list },
  'GET /rest/api/user/memberof': { summary: 'Lists the groups of a user', query: [...whose, ...page] },
  'GET /rest/mobile/1.0/profile/:user': { summary: 'Reads the profile of a user' },
  'GET /rest/api/group': { summary: 'Lists groups', query: page },
  'GET /rest/api/group/:groupName': { summary: 'Reads a group' },
  'GET /rest/api/group/:groupName/member': { summary: 'Lists the users of a group', query: list },
  'GET /rest/api/group/:groupName/groupmember': { summary: 'Lists the groups of a group', query: page },
  'POST /rest/api/admin/user': { summary: 'Creates a user', succeeds: 201 },
  'PUT /rest/api/admin/user/:username': { summary: 'Changes the profile of a user' },
  'DELETE /rest/api/admin/user/:username': { summary: 'Deletes a user, as a long task', succeeds: 202 },
  'PUT /rest/api/admin/user/:username/disable': { summary: 'Disables a user', succeeds: 204 },
  'PUT /rest/api/admin/user/:username/enable': { summary: 'Enables a user', succeeds: 204 },
  'POST /rest/api/admin/user/:username/password': { summary: 'Sets the password of a user', succeeds: 204 },
  'GET /rest/api/admin/users/list/active': { summary: 'Lists the users who are not disabled', query: page },
  'POST /rest/api/admin/group': { summary: 'Creates a group' },
  'DELETE /rest/api/admin/group/:groupName': { summary: 'Deletes a group' },
  'PUT /rest/api/user/:username/group/:groupName': { summary: 'Adds a user to a group', succeeds: 204 },
  'DELETE /rest/api/user/:username/group/:groupName': { summary: 'Takes a user out of a group' },
};

const tokens: Readonly<Record<string, Words>> = {
  'GET /rest/pat/latest/tokens': { summary: 'Lists the personal access tokens of the user who calls' },
  'POST /rest/pat/latest/tokens': { summary: 'Creates a personal access token', succeeds: 201 },
  'DELETE /rest/pat/latest/tokens/:tokenId': { summary: 'Ends a personal access token' },
  'GET /rest/weir/1.0/users/:userKey/tokens': { summary: 'Lists the personal access tokens of a user' },
  'DELETE /rest/weir/1.0/users/:userKey/tokens/:tokenId': { summary: 'Ends a personal access token of a user' },
  'GET /rest/oauth2/latest/client': { summary: 'Lists the application links that come in' },
  'POST /rest/oauth2/latest/client': { summary: 'Creates an application link', succeeds: 201 },
  'GET /rest/oauth2/latest/client/:id': { summary: 'Reads an application link' },
  'PUT /rest/oauth2/latest/client/:id': { summary: 'Changes an application link' },
  'DELETE /rest/oauth2/latest/client/:id': { summary: 'Deletes an application link and ends all its tokens' },
  'POST /rest/oauth2/latest/client/:id/rotate': { summary: 'Gives an application link a new secret' },
};

const webHooks: Readonly<Record<string, Words>> = {
  'GET /rest/api/webhooks': { summary: 'Lists web hooks', query: ['event', 'statistics', ...page] },
  'POST /rest/api/webhooks': { summary: 'Creates a web hook', succeeds: 201 },
  'POST /rest/api/webhooks/test': { summary: 'Sends a test to an address', query: ['url'] },
  'GET /rest/api/webhooks/:webhookId': { summary: 'Reads a web hook', query: ['statistics'] },
  'PUT /rest/api/webhooks/:webhookId': { summary: 'Changes a web hook' },
  'DELETE /rest/api/webhooks/:webhookId': { summary: 'Deletes a web hook' },
  'GET /rest/api/webhooks/:webhookId/latest': {
    summary: 'Reads the last delivery of a web hook',
    query: ['event', 'outcome', 'outcomes'],
  },
  'GET /rest/api/webhooks/:webhookId/statistics': { summary: 'Reads how the deliveries of a web hook went', query: ['event'] },
  'GET /rest/api/webhooks/:webhookId/statistics/summary': { summary: 'Reads in short how the deliveries of a web hook went' },
};

const instance: Readonly<Record<string, Words>> = {
  'GET /rest/api/accessmode': { summary: 'Says whether content can be changed' },
  'GET /rest/api/server-information': { summary: 'Reads the version and address of the server' },
  'GET /rest/applinks/1.0/manifest': { summary: 'Reads what a program needs to know to connect' },
  'GET /rest/api/longtask': { summary: 'Lists long tasks', query: list },
  'GET /rest/api/longtask/:id': { summary: 'Reads how far a long task is', query: ['expand'] },
};

/** All that is said, by the name of a group of routes, and by method and path below the context path. */
export const operationGroups: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  Content: content,
  Attachments: attachments,
  Labels: labels,
  Properties: properties,
  Restrictions: restrictions,
  Search: search,
  Spaces: spaces,
  'Space permissions': spacePermissions,
  Watches: watches,
  'Users and groups': people,
  'Tokens and application links': tokens,
  'Web hooks': webHooks,
  Instance: instance,
};
