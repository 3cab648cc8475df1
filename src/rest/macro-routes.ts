/** One macro of a version of content, for programs that got its id from a page. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { findMacro } from '../wiki/storage-format/find-macro.ts';
import { sendError, unknownContent } from './errors.ts';
import { readId } from './query.ts';
import type { Rest } from './rest.ts';

interface MacroPath {
  Params: { readonly id: string; readonly version: string; readonly macroId: string };
}

export function macroRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  const answer = async (request: FastifyRequest<MacroPath>, reply: FastifyReply) => {
    const { id, version, macroId } = request.params;
    const reader = request.caller.person;
    const contentId = readId(id);
    // Version 0 is the current one.
    const number = version === '0' ? undefined : readId(version);
    const content =
      contentId === undefined || (number === undefined && version !== '0')
        ? undefined
        : await rest.wiki.content.find(reader, contentId, number === undefined ? {} : { number });
    if (content === undefined) return sendError(reply, unknownContent(id));
    const body = (await rest.wiki.versions.bodies(reader, [content])).get(content) ?? '';
    const macro = findMacro(body, macroId);
    if (macro === undefined) {
      return sendError(reply, { statusCode: 404, message: `No macro found with id ${macroId} in content with id ${id}` });
    }
    const parameters = Object.fromEntries(Array.from(macro.parameters, ([name, value]) => [name, { value }]));
    return reply.send({ name: macro.name, body: macro.body, parameters });
  };

  // What Confluence calls a hash is the macro's id in every page that it stored since it gives macros ids.
  app.get<MacroPath>('/rest/api/content/:id/history/:version/macro/id/:macroId', readable, answer);
  app.get<MacroPath>('/rest/api/content/:id/history/:version/macro/hash/:macroId', readable, answer);
}
