/** The description's words for routes about spaces. */
import { listOf, named } from './answers/parts.ts';
import { list, page, type Words, type WordsOfRoutes, whose } from './words.ts';

/** Spaces and what is in them. */
export const spaces: WordsOfRoutes = {
  'GET /rest/api/space': {
    summary: 'Lists spaces',
    query: ['spaceKey', 'spaceKeySingle', 'type', 'status', 'label', 'favourite', ...list],
    answers: named('SpaceCollection'),
  },
  'POST /rest/api/space': {
    example: { key: 'DOC', name: 'Documentation', description: { plain: { value: 'How things work', representation: 'plain' } } },
    summary: 'Creates a space',
    answers: named('Space'),
  },
  'POST /rest/api/space/_private': {
    example: { key: 'DOC', name: 'Documentation', description: { plain: { value: 'How things work', representation: 'plain' } } },
    summary: 'Creates a space that nobody else may see',
    answers: named('Space'),
  },
  'POST /rest/api/space/personal': { summary: 'Creates the personal space of the user who calls', answers: named('Space') },
  'POST /rest/api/admin/space/personal/:username': { summary: 'Creates the personal space of a user', answers: named('Space') },
  'GET /rest/api/space/:key': { summary: 'Reads a space', query: ['expand'], answers: named('Space') },
  'PUT /rest/api/space/:key': {
    example: { name: 'Documentation', homepage: { id: '65541' } },
    summary: 'Changes the name, description or home page of a space',
    answers: named('Space'),
  },
  'DELETE /rest/api/space/:key': {
    summary: 'Deletes a space and all that is in it, as a long task',
    succeeds: 202,
    answers: named('BegunTask'),
  },
  'PUT /rest/api/space/:key/archive': { summary: 'Archives a space', succeeds: 204 },
  'PUT /rest/api/space/:key/restore': { summary: 'Takes a space back from the archive', succeeds: 204 },
  'GET /rest/api/space/:key/content': {
    summary: 'Reads the content of a space, by kind',
    query: ['depth', ...list],
    answers: named('SpaceContent'),
  },
  'GET /rest/api/space/:key/content/:type': {
    summary: 'Lists the content of a space, of one kind',
    query: ['depth', ...list],
    answers: named('ContentCollection'),
  },
  'GET /rest/api/space/:key/trash': { summary: 'Lists the trash of a space', query: list, answers: named('ContentCollection') },
  'DELETE /rest/api/space/:key/trash': { summary: 'Empties the trash of a space' },
};

/** Who may do what in a space. */
export const spacePermissions: WordsOfRoutes = {
  'GET /rest/api/space/:key/permissions': { summary: 'Lists the permissions of a space', answers: listOf('SpacePermission') },
  'POST /rest/api/space/:key/permissions': {
    example: [{ groupName: 'weir-users', operations: [{ targetType: 'space', operationKey: 'read' }] }],
    summary: 'Sets permissions of several users and groups in a space',
    succeeds: 204,
  },
  ...Object.fromEntries(
    [
      ['anonymous', 'anonymous readers'],
      ['group/:name', 'a group'],
      ['user/:user', 'a user'],
    ].flatMap(([tail, who]): [string, Words][] => [
      [
        `GET /rest/api/space/:key/permissions/${tail}`,
        { summary: `Lists what ${who} may do in a space`, answers: listOf('SpacePermission') },
      ],
      [`PUT /rest/api/space/:key/permissions/${tail}/grant`, { summary: `Lets ${who} do more in a space`, succeeds: 204 }],
      [`PUT /rest/api/space/:key/permissions/${tail}/revoke`, { summary: `Lets ${who} do less in a space`, succeeds: 204 }],
    ]),
  ),
};

/** Who is told of changes. */
export const watches: WordsOfRoutes = {
  'GET /rest/api/user/watch/content/:id': {
    summary: 'Says whether somebody watches content',
    query: whose,
    answers: named('Watching'),
  },
  'POST /rest/api/user/watch/content/:id': { summary: 'Lets somebody watch content', query: whose, answers: named('Watching') },
  'DELETE /rest/api/user/watch/content/:id': { summary: 'Lets somebody watch content no more', query: whose },
  'GET /rest/api/user/watch/space/:key': {
    summary: 'Says whether somebody watches a space',
    query: ['contentType', ...whose],
    answers: named('Watching'),
  },
  'POST /rest/api/user/watch/space/:key': {
    summary: 'Lets somebody watch a space',
    query: ['contentType', ...whose],
    answers: named('Watching'),
  },
  'DELETE /rest/api/user/watch/space/:key': {
    summary: 'Lets somebody watch a space no more',
    query: ['contentType', ...whose],
  },
  'GET /rest/api/content/:id/watchers': { summary: 'Lists who watches content', query: page, answers: named('UserCollection') },
  'GET /rest/api/space/:key/watchers': { summary: 'Lists who watches a space', query: page, answers: named('UserCollection') },
};
