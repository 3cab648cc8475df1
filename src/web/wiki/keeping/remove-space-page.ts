/** Deleting a space: the page says what goes with it, and the key has to be typed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { holds } from '../../../http/caller.ts';
import { sendPage } from '../../../http/headers.ts';
import { isRefusal } from '../../../wiki/refusals.ts';
import { confirmation } from '../../components/dialog.ts';
import { box } from '../../components/section.ts';
import { fieldOf } from '../../form-body.ts';
import { html } from '../../html.ts';
import { paths } from '../../layout/paths.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address } from '../../view.ts';
import { type SpaceFrame, spacePage } from '../space-frame.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { keptHead, readKept } from './kept-space.ts';

type OfSpace = { Params: { key: string } };

export function registerRemoveSpace(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };
  const path = '/spaces/:key/delete';

  app.get<OfSpace>(path, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    return frame === undefined ? reply : ask(request, reply, frame, false);
  });

  app.post<OfSpace>(path, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const { key } = frame.space;
    if (fieldOf(request.body, 'confirmation').trim() !== key) return ask(request, reply.code(422), frame, true);
    const { person } = signedIn(request);
    const removed = await wiki.spaces.remove(person, key, originOf(request));
    if (isRefusal(removed)) return sendRefusal(deps, request, reply, removed);
    if (!removed.isDone) return views.goOn(reply, wikiPaths.spaceDeletion(removed.taskId));
    return views.goOn(reply, holds(person.permissions, 'administer') ? paths.spaces : paths.home, 'space-deleted');
  });

  /** @param mismatch whether another key was typed */
  async function ask(request: FastifyRequest, reply: FastifyReply, frame: SpaceFrame, mismatch: boolean): Promise<FastifyReply> {
    const { space } = frame;
    const size = (await wiki.spaces.sizesOf([space.id])).get(space.id);
    const view = views.viewOf(request, reply);
    const words = view.text.spaces.delete;
    const title = words.title(space.name);
    const settings = wikiPaths.spaceSettings(space.key);
    const bytes = size?.attachmentBytes ?? 0;
    const document = spacePage(view, frame, {
      title,
      current: 'settings',
      main: html`${keptHead(view, space, {
        title,
        above: [{ label: view.text.spaces.settings.title, href: address(view, settings) }],
      })}${box(
        confirmation(view, {
          consequences: [
            words.content(view.format, size?.pages ?? 0, size?.blogPosts ?? 0),
            ...(bytes === 0 ? [] : [words.files(view.text.wiki.attachments.bytes(view.format, bytes))]),
            words.links,
            words.forever,
          ],
          action: wikiPaths.removeSpace(space.key),
          confirmLabel: words.submit,
          cancelHref: address(view, settings),
          typed: { name: space.key, error: mismatch ? words.mismatch : undefined },
        }),
      )}`,
    });
    return sendPage(reply, document);
  }
}
