/** What the pages about a page's place, restrictions and end begin with: the page, if the person may do to it what is asked. */
import type { FastifyRequest } from 'fastify';
import { idIn } from '../../../foundation/row-id.ts';
import type { Person } from '../../../http/caller.ts';
import type { ContentRecord } from '../../../wiki/records.ts';
import type { Rights } from '../../../wiki/rights.ts';
import { fieldOf } from '../../form-body.ts';
import { signedIn } from '../../people/signed-in.ts';
import { queryOf, type WikiPageDeps } from '../wiki-route.ts';

export interface OpenPage {
  readonly person: Person;
  readonly content: ContentRecord;
  /** Whether the person may do what is asked. */
  readonly may: boolean;
}

/** @returns the current page or blog post that `pageId` of the query or the form names; undefined where there is none to be seen */
export async function openPage(
  { wiki }: WikiPageDeps,
  request: FastifyRequest,
  right: keyof Rights,
): Promise<OpenPage | undefined> {
  const { person } = signedIn(request);
  const id = idIn(fieldOf(request.body, 'pageId') || queryOf(request, 'pageId'));
  const content = id === undefined ? undefined : await wiki.content.find(person, id);
  if (content === undefined || content.containerId !== undefined) return undefined;
  const rights = await wiki.rights.on(person, [content.id]);
  return { person, content, may: rights.get(content.id)?.[right] === true };
}
