/** How the pages of whoever administers a space begin. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { spacePath } from '../../../wiki/addresses.ts';
import type { SpaceRecord } from '../../../wiki/records.ts';
import { breadcrumbs, type Crumb, pageHead } from '../../components/navigation.ts';
import type { Html, Renderable } from '../../html.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { readFrame, type SpaceFrame } from '../space-frame.ts';
import { notFound, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';

/** @returns the space with its column; undefined when the reader does not see it or does not administer it, which has then been answered */
export async function readKept(
  deps: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
): Promise<SpaceFrame | undefined> {
  const { person } = signedIn(request);
  const space = await deps.wiki.spaces.find(person, key);
  if (space === undefined) {
    notFound(deps, request, reply);
    return undefined;
  }
  const frame = await readFrame(deps.wiki, person, space);
  if (frame.permissions.has('administer')) return frame;
  sendRefusal(deps, request, reply, { refused: 'not-permitted', action: { verb: 'administer-space', key } });
  return undefined;
}

export function keptHead(
  view: View,
  space: SpaceRecord,
  props: {
    readonly title: Renderable;
    readonly description?: Renderable;
    readonly actions?: Renderable;
    readonly above?: readonly Crumb[];
  },
): Html {
  const { title, description, actions, above = [] } = props;
  const crumbs = [{ label: space.name, href: address(view, spacePath(space)) }, ...above];
  return pageHead({ title, breadcrumbs: breadcrumbs(view, crumbs), description, actions });
}
