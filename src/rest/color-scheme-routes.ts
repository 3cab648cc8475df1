/**
 * Colour schemes as Confluence 10 describes them. Weir has a single scheme for all spaces: it is returned as the default, setting it
 * to itself changes nothing, and any other is refused.
 */
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { badRequest, sendError, unknownSpace } from './errors.ts';
import type { Rest } from './rest.ts';
import type { Json } from './site.ts';

/** The colours of Weir's style sheet, under the names that Confluence has for them. */
const scheme: Json = {
  lightTheme: {
    topBarColor: '#ffffff',
    topBarTextColor: '#17211f',
    headerButtonBackgroundColor: '#0a6c6c',
    headerButtonTextColor: '#ffffff',
    headingTextColor: '#17211f',
    linkColor: '#0a6c6c',
    borderColor: '#dde5e5',
    menuItemSelectedBackgroundColor: '#e0f1f0',
    menuItemTextColor: '#17211f',
  },
  darkTheme: {
    topBarColor: '#151c1d',
    topBarTextColor: '#e3eae9',
    headerButtonBackgroundColor: '#5cc8c0',
    headerButtonTextColor: '#05211f',
    headingTextColor: '#e3eae9',
    linkColor: '#5cc8c0',
    borderColor: '#2a3739',
    menuItemSelectedBackgroundColor: '#14302f',
    menuItemTextColor: '#e3eae9',
  },
};

const fixed = badRequest('Weir has one colour scheme, which cannot be changed. What is read here can be sent back.');

type OfSpace = { Params: { key: string } };

export function colorSchemeRoutes(app: App, { wiki }: Rest): void {
  const readable = { config: { access: apiRoute('READ') } };
  const administered = { config: { access: apiRoute('ADMIN', { permission: 'administer' }) } };
  const ofSpace = { config: { access: apiRoute('ADMIN') } };

  for (const path of ['/rest/api/color-scheme', '/rest/api/color-scheme/default']) {
    app.get(path, readable, (_request, reply) => reply.send(scheme));
  }
  app.put('/rest/api/color-scheme', administered, (request, reply) =>
    isTheScheme(request.body) ? reply.send(scheme) : sendError(reply, fixed),
  );
  app.put('/rest/api/color-scheme/reset', administered, (_request, reply) => reply.send(scheme));

  const path = '/rest/api/space/:key/color-scheme';
  for (const [tail, answer] of [
    ['', scheme],
    ['/type', { type: 'GLOBAL' }],
  ] as const) {
    app.get<OfSpace>(path + tail, readable, async (request, reply) => {
      const space = await wiki.spaces.find(request.caller.person, request.params.key);
      return space === undefined ? sendError(reply, unknownSpace(request.params.key)) : reply.send(answer);
    });
  }
  for (const [tail, isFit, answer] of [
    ['', isTheScheme, scheme],
    ['/type', isGlobal, { type: 'GLOBAL' }],
    ['/reset', () => true, scheme],
  ] as const) {
    app.put<OfSpace>(path + tail, ofSpace, async (request, reply) => {
      const { person } = request.caller;
      const space = await wiki.spaces.find(person, request.params.key);
      if (space === undefined) return sendError(reply, unknownSpace(request.params.key));
      const held = (await wiki.spaces.permissionsIn(person, [space.id])).get(space.id);
      if (!held?.has('administer')) {
        return sendError(reply, { statusCode: 403, message: `Not permitted to administer the space with key : ${space.key}` });
      }
      return isFit(request.body) ? reply.send(answer) : sendError(reply, fixed);
    });
  }
}

/** A theme that is left out stays as it is. */
function isTheScheme(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).every(([name, theme]) => {
    const own = scheme[name];
    if (typeof own !== 'object' || own === null) return true;
    const colours = new Map(Object.entries(own));
    return (
      typeof theme === 'object' &&
      theme !== null &&
      Object.entries(theme).every(([key, colour]) => !colours.has(key) || colours.get(key) === colour)
    );
  });
}

function isGlobal(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'type' in body && String(body.type).toUpperCase() === 'GLOBAL';
}
