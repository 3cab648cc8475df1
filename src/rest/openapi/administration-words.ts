/** The description's words for routes about people, credentials and the installation. */
import { listOf, named } from './answers/parts.ts';
import { list, page, type Words, type WordsOfRoutes, whose } from './words.ts';

/** Accounts and groups. */
export const people: WordsOfRoutes = {
  'GET /rest/api/user': { summary: 'Reads a user by name or key', query: [...whose, 'expand'], answers: named('User') },
  'GET /download/userpics/:userKey/:picture': { summary: 'Downloads the picture of a user', givesFile: true },
  'GET /rest/api/user/current': { summary: 'Reads the user who calls', query: ['expand'], answers: named('User') },
  'PUT /rest/api/user/current': {
    example: { fullName: 'Lin Example', email: 'lin@example.org' },
    summary: 'Changes the profile of the user who calls',
    answers: named('User'),
  },
  'POST /rest/api/user/current/password': { summary: 'Changes the password of the user who calls', succeeds: 204 },
  'GET /rest/api/user/anonymous': { summary: 'Reads what stands for anonymous readers', answers: named('User') },
  'GET /rest/api/user/list': { summary: 'Lists users', query: list, answers: named('UserCollection') },
  'GET /rest/api/user/memberof': {
    summary: 'Lists the groups of a user',
    query: [...whose, ...page],
    answers: named('GroupCollection'),
  },
  'GET /rest/mobile/1.0/profile/:user': { summary: 'Reads the profile of a user', answers: named('UserProfile') },
  'GET /rest/api/group': { summary: 'Lists groups', query: page, answers: named('GroupCollection') },
  'GET /rest/api/group/:groupName': { summary: 'Reads a group', answers: named('Group') },
  'GET /rest/api/group/:groupName/member': {
    summary: 'Lists the users of a group',
    query: list,
    answers: named('UserCollection'),
  },
  'GET /rest/api/group/:groupName/groupmember': {
    summary: 'Lists the users of a group, by its newer name',
    query: list,
    answers: named('UserCollection'),
  },
  'POST /rest/api/admin/user': {
    example: { userName: 'lin', fullName: 'Lin Example', email: 'lin@example.org', notifyViaEmail: true },
    summary: 'Creates a user',
    succeeds: 201,
    answers: named('NewUser'),
  },
  'PUT /rest/api/admin/user/:username': {
    example: { fullName: 'Lin Example', email: 'lin@example.org' },
    summary: 'Changes the profile of a user',
    answers: named('User'),
  },
  'DELETE /rest/api/admin/user/:username': {
    summary: 'Deletes a user, as a long task',
    succeeds: 202,
    answers: named('BegunTask'),
  },
  'PUT /rest/api/admin/user/:username/disable': { summary: 'Disables a user', succeeds: 204 },
  'PUT /rest/api/admin/user/:username/enable': { summary: 'Enables a user', succeeds: 204 },
  'POST /rest/api/admin/user/:username/password': { summary: 'Sets the password of a user', succeeds: 204 },
  'GET /rest/api/admin/users/list/active': {
    summary: 'Lists the users who are not disabled',
    query: page,
    answers: named('UserCollection'),
  },
  'POST /rest/api/admin/group': {
    example: { type: 'group', name: 'writers' },
    summary: 'Creates a group',
    answers: named('Group'),
  },
  'DELETE /rest/api/admin/group/:groupName': { summary: 'Deletes a group' },
  'PUT /rest/api/user/:username/group/:groupName': { summary: 'Adds a user to a group', succeeds: 204 },
  'DELETE /rest/api/user/:username/group/:groupName': { summary: 'Takes a user out of a group' },
};

/** Credentials of programs. */
export const tokens: WordsOfRoutes = {
  'GET /rest/pat/latest/tokens': {
    summary: 'Lists the personal access tokens of the user who calls',
    answers: listOf('PersonalToken'),
  },
  'POST /rest/pat/latest/tokens': {
    example: { name: 'A program of mine', expirationDuration: 90, scope: 'READ' },
    summary: 'Creates a personal access token',
    succeeds: 201,
    answers: named('NewPersonalToken'),
  },
  'DELETE /rest/pat/latest/tokens/:tokenId': { summary: 'Ends a personal access token' },
  'GET /rest/weir/1.0/users/:userKey/tokens': {
    summary: 'Lists the personal access tokens of a user',
    answers: listOf('PersonalToken'),
  },
  'DELETE /rest/weir/1.0/users/:userKey/tokens/:tokenId': { summary: 'Ends a personal access token of a user' },
  'GET /rest/oauth2/latest/client': { summary: 'Lists the application links that come in', answers: listOf('ApplicationLink') },
  'POST /rest/oauth2/latest/client': {
    example: {
      name: 'An application',
      redirects: ['https://app.example.org/callback'],
      scope: 'READ',
      clientType: 'confidential',
    },
    summary: 'Creates an application link',
    succeeds: 201,
    answers: named('ApplicationLink'),
  },
  'GET /rest/oauth2/latest/client/:id': { summary: 'Reads an application link', answers: named('ApplicationLink') },
  'PUT /rest/oauth2/latest/client/:id': {
    example: { name: 'An application' },
    summary: 'Changes an application link',
    answers: named('ApplicationLink'),
  },
  'DELETE /rest/oauth2/latest/client/:id': { summary: 'Deletes an application link and ends all its tokens' },
  'POST /rest/oauth2/latest/client/:id/rotate': {
    summary: 'Gives an application link a new secret',
    answers: named('ApplicationLink'),
  },
};

/** Addresses that are told of changes. */
export const webHooks: WordsOfRoutes = {
  'GET /rest/api/webhooks': {
    summary: 'Lists web hooks',
    query: ['event', 'statistics', ...page],
    answers: named('WebHookCollection'),
  },
  'POST /rest/api/webhooks': {
    example: {
      name: 'Chat',
      url: 'https://hooks.example.org/weir',
      events: ['page_created', 'page_updated'],
      active: true,
      configuration: { secret: 'a shared secret' },
    },
    summary: 'Creates a web hook',
    succeeds: 201,
    answers: named('WebHook'),
  },
  'POST /rest/api/webhooks/test': { summary: 'Sends a test to an address', query: ['url'], answers: named('WebHookTest') },
  'GET /rest/api/webhooks/:webhookId': { summary: 'Reads a web hook', query: ['statistics'], answers: named('WebHook') },
  'PUT /rest/api/webhooks/:webhookId': { example: { active: false }, summary: 'Changes a web hook', answers: named('WebHook') },
  'DELETE /rest/api/webhooks/:webhookId': { summary: 'Deletes a web hook' },
  'GET /rest/api/webhooks/:webhookId/latest': {
    summary: 'Reads the last delivery of a web hook',
    query: ['event', 'outcome', 'outcomes'],
    answers: named('WebHookDelivery'),
  },
  'GET /rest/api/webhooks/:webhookId/statistics': {
    summary: 'Reads how the deliveries of a web hook went',
    query: ['event'],
    answers: named('WebHookStatistics'),
  },
  'GET /rest/api/webhooks/:webhookId/statistics/summary': {
    summary: 'Reads in short how the deliveries of a web hook went',
    answers: named('WebHookSummary'),
  },
};

/** The installation. */
export const instance: WordsOfRoutes = {
  'GET /rest/api/accessmode': { summary: 'Says whether content can be changed', answers: named('AccessMode') },
  'GET /rest/api/server-information': {
    summary: 'Reads the version and address of the server',
    answers: named('ServerInformation'),
  },
  'GET /rest/applinks/1.0/manifest': { summary: 'Reads what a program needs to know to connect', answers: named('Manifest') },
  'GET /rest/api/instance-metrics': { summary: 'Counts what there is', answers: named('InstanceMetrics') },
  'GET /rest/api/cluster/nodes': { summary: 'Lists the node that answers', query: page, answers: named('NodeCollection') },
  'GET /rest/api/longtask': { summary: 'Lists long tasks', query: list, answers: named('LongTaskCollection') },
  'GET /rest/api/longtask/:id': { summary: 'Reads how far a long task is', query: ['expand'], answers: named('LongTask') },
};

/** Who may do what everywhere. */
export const globalPermissions: WordsOfRoutes = {
  'GET /rest/api/permissions': { summary: 'Lists who has which global permission', answers: listOf('GlobalPermission') },
  'PUT /rest/api/permissions': {
    example: [{ groupName: 'writers', operations: [{ targetType: 'application', operationKey: 'use' }] }],
    summary: 'Sets the global permissions of several users and groups',
    succeeds: 204,
  },
  ...Object.fromEntries(
    [
      ['anonymous', 'anonymous readers'],
      ['unlicensed', 'users without the permission to use Weir'],
      ['group/:group', 'a group'],
      ['user/:user', 'a user'],
    ].flatMap(([tail, who]): [string, Words][] => [
      [
        `GET /rest/api/permissions/${tail}`,
        { summary: `Lists the global permissions of ${who}`, answers: listOf('GlobalPermission') },
      ],
      [`PUT /rest/api/permissions/${tail}/grant`, { summary: `Gives ${who} global permissions`, succeeds: 204 }],
      [`PUT /rest/api/permissions/${tail}/revoke`, { summary: `Takes global permissions from ${who}`, succeeds: 204 }],
    ]),
  ),
};

const records = ['searchString', ...page] as const;

/** What happened. */
export const audit: WordsOfRoutes = {
  'GET /rest/api/audit': {
    summary: 'Lists what happened',
    query: ['startDate', 'endDate', ...records],
    answers: named('AuditRecordCollection'),
  },
  'GET /rest/api/audit/since': {
    summary: 'Lists what happened in the last time',
    query: ['number', 'units', ...records],
    answers: named('AuditRecordCollection'),
  },
  'GET /rest/api/audit/export': {
    summary: 'Downloads what happened, as a table or as JSON',
    query: ['startDate', 'endDate', 'searchString', 'format'],
    givesFile: true,
  },
  'POST /rest/api/audit': {
    example: { summary: 'Something happened', affectedObject: { name: 'What it happened to', objectType: 'Service' } },
    summary: 'Records what happened in a program',
    answers: named('AuditRecord'),
  },
  'GET /rest/api/audit/retention': { summary: 'Says how long records are kept', answers: named('Retention') },
  'PUT /rest/api/audit/retention': {
    example: { number: 2, units: 'YEARS' },
    summary: 'Sets how long records are kept',
    answers: named('Retention'),
  },
};

/** The colours of pages, of which there is one set. */
export const colorSchemes: WordsOfRoutes = {
  'GET /rest/api/color-scheme': { summary: 'Reads the colour scheme', answers: named('ColorScheme') },
  'PUT /rest/api/color-scheme': {
    summary: 'Accepts the colour scheme that there is, and no other',
    answers: named('ColorScheme'),
  },
  'GET /rest/api/color-scheme/default': { summary: 'Reads the default colour scheme', answers: named('ColorScheme') },
  'PUT /rest/api/color-scheme/reset': { summary: 'Goes back to the default colour scheme', answers: named('ColorScheme') },
  'GET /rest/api/space/:key/color-scheme': { summary: 'Reads the colour scheme of a space', answers: named('ColorScheme') },
  'PUT /rest/api/space/:key/color-scheme': {
    summary: 'Accepts for a space the colour scheme that there is, and no other',
    answers: named('ColorScheme'),
  },
  'PUT /rest/api/space/:key/color-scheme/reset': {
    summary: 'Goes back to the default colour scheme in a space',
    answers: named('ColorScheme'),
  },
  'GET /rest/api/space/:key/color-scheme/type': {
    summary: 'Says whose colour scheme a space has',
    answers: named('ColorSchemeType'),
  },
  'PUT /rest/api/space/:key/color-scheme/type': {
    summary: 'Accepts for a space the colour scheme of all',
    answers: named('ColorSchemeType'),
  },
};

/** Methods of older clients. */
export const jsonRpc: WordsOfRoutes = {
  'POST /rpc/json-rpc/confluenceservice-v2': {
    summary: 'Calls a method by JSON-RPC 2.0: reading and changing the permissions of a space',
    example: { jsonrpc: '2.0', method: 'getSpacePermissionSets', params: ['DOC'], id: 1 },
    answers: named('RpcAnswer'),
  },
  'POST /rpc/json-rpc/confluenceservice-v2/:method': {
    summary: 'Calls a method by its path, with the list of its parameters',
    example: ['DOC'],
    answers: named('RpcResult'),
  },
};
