/** Moving pages: by the cloud product's request, and by the older form, which clients also send. */
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Person } from '../http/caller.ts';
import type { ContentRecord } from '../wiki/records.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { contentPath } from './content-answers.ts';
import { badRequest, messageOf, sendError, sendRefusal, unknownContent } from './errors.ts';
import { saysNoCheck } from './no-check.ts';
import { personOf } from './person.ts';
import { first, type Query, readId } from './query.ts';
import type { Rest } from './rest.ts';

/** Where a page goes, seen from another: below it as the last, or beside it. */
type Position = 'append' | 'before' | 'after';

export function moveRoutes(app: App, rest: Rest): void {
  app.put<{ Params: { id: string; position: string; targetId: string } }>(
    `${contentPath}/:id/move/:position/:targetId`,
    { config: { access: apiRoute('WRITE') } },
    async (request, reply) => {
      const { params } = request;
      const [id, targetId] = [readId(params.id), readId(params.targetId)];
      const position = (['append', 'before', 'after'] as const).find((each) => each === params.position);
      if (position === undefined) {
        return sendError(reply, badRequest(`A page is moved before, after or append, not ${params.position}.`));
      }
      if (id === undefined) return sendError(reply, unknownContent(params.id));
      if (targetId === undefined) return sendError(reply, unknownContent(params.targetId));
      const moved = await move(personOf(request), id, position, targetId);
      return isRefusal(moved) ? sendRefusal(reply, moved) : reply.send({ pageId: String(moved.id) });
    },
  );

  app.post<{ Querystring: Query }>(
    '/pages/movepage.action',
    { config: { access: apiRoute('WRITE', { resource: '' }) } },
    async (request, reply) => {
      const { query } = request;
      // A browser sends no such header to another site, so no page elsewhere can have made this request.
      if (!saysNoCheck(request)) return sendError(reply, { statusCode: 403, message: 'XSRF check failed' });
      const person = personOf(request);
      const id = readId(first(query, 'pageId') ?? '');
      if (id === undefined) return reply.send({ actionErrors: [unknownContent(first(query, 'pageId') ?? '').message] });
      const outcome = await moveAsForm(person, id, query);
      if (typeof outcome === 'string') return reply.send({ actionErrors: [outcome] });
      return isRefusal(outcome)
        ? reply.send({ actionErrors: [messageOf(outcome)] })
        : reply.send({ page: { id: outcome.id, title: outcome.title, spaceKey: outcome.space.key } });
    },
  );

  function move(person: Person, id: number, position: Position, targetId: number): Promise<ContentRecord | Refusal> {
    return rest.wiki.move(person, id, position === 'append' ? { parentId: targetId } : { targetId, side: position });
  }

  /** @returns a text where the request itself cannot be meant */
  async function moveAsForm(person: Person, id: number, query: Query): Promise<ContentRecord | Refusal | string> {
    const spaceKey = first(query, 'spaceKey');
    const position = first(query, 'position') || 'append';
    if (position === 'topLevel') {
      return rest.wiki.move(person, id, { parentId: null, ...(spaceKey ? { spaceKey } : {}) });
    }
    const side = ({ append: 'append', above: 'before', below: 'after' } as const)[position];
    if (side === undefined) return `A page is moved to the position append, above, below or topLevel, not to ${position}.`;
    const targetId = await targetOf(person, spaceKey, query);
    if (targetId === undefined) return 'The page to move to does not exist, or you may not see it.';
    return move(person, id, side, targetId);
  }

  async function targetOf(person: Person, spaceKey: string | undefined, query: Query): Promise<number | undefined> {
    const targetId = first(query, 'targetId');
    if (targetId) return readId(targetId);
    const title = first(query, 'targetTitle');
    if (!title || !spaceKey) return undefined;
    return (await rest.wiki.content.findByTitle(person, spaceKey, title))?.id;
  }
}
