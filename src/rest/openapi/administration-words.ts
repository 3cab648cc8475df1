/** What the description of the API says of routes about people, credentials and the installation. */
import { list, page, type Words, type WordsOfRoutes, whose } from './words.ts';

/** Accounts and groups. */
export const people: WordsOfRoutes = {
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

/** Credentials of programs. */
export const tokens: WordsOfRoutes = {
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

/** Addresses that are told of changes. */
export const webHooks: WordsOfRoutes = {
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

/** The installation. */
export const instance: WordsOfRoutes = {
  'GET /rest/api/accessmode': { summary: 'Says whether content can be changed' },
  'GET /rest/api/server-information': { summary: 'Reads the version and address of the server' },
  'GET /rest/applinks/1.0/manifest': { summary: 'Reads what a program needs to know to connect' },
  'GET /rest/api/longtask': { summary: 'Lists long tasks', query: list },
  'GET /rest/api/longtask/:id': { summary: 'Reads how far a long task is', query: ['expand'] },
};

/** Who may do what everywhere. */
export const globalPermissions: WordsOfRoutes = {
  'GET /rest/api/permissions': { summary: 'Lists who has which global permission' },
  'PUT /rest/api/permissions': { summary: 'Sets the global permissions of several users and groups', succeeds: 204 },
  ...Object.fromEntries(
    [
      ['anonymous', 'anonymous readers'],
      ['unlicensed', 'users without the permission to use Weir'],
      ['group/:group', 'a group'],
      ['user/:user', 'a user'],
    ].flatMap(([tail, who]): [string, Words][] => [
      [`GET /rest/api/permissions/${tail}`, { summary: `Lists the global permissions of ${who}` }],
      [`PUT /rest/api/permissions/${tail}/grant`, { summary: `Gives ${who} global permissions`, succeeds: 204 }],
      [`PUT /rest/api/permissions/${tail}/revoke`, { summary: `Takes global permissions from ${who}`, succeeds: 204 }],
    ]),
  ),
};

const records = ['searchString', ...page] as const;

/** What happened. */
export const audit: WordsOfRoutes = {
  'GET /rest/api/audit': { summary: 'Lists what happened', query: ['startDate', 'endDate', ...records] },
  'GET /rest/api/audit/since': { summary: 'Lists what happened in the last time', query: ['number', 'units', ...records] },
  'GET /rest/api/audit/export': {
    summary: 'Downloads what happened, as a table',
    query: ['startDate', 'endDate', 'searchString', 'format'],
    givesFile: true,
  },
  'POST /rest/api/audit': { summary: 'Records what happened in a program' },
  'GET /rest/api/audit/retention': { summary: 'Says how long records are kept' },
  'PUT /rest/api/audit/retention': { summary: 'Sets how long records are kept' },
};
