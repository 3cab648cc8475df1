/** What a client asks for when it creates content: a page, a blog post, a draft of either, or a comment. */
import type { Person } from '../http/caller.ts';
import type { ContentRecord } from '../wiki/records.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { badRequest, type ErrorAnswer } from './errors.ts';
import { readId } from './query.ts';
import type { Rest } from './rest.ts';
import { storageOf } from './sent-body.ts';
import { containerOf, parentOf, type SentContent, titleOf } from './sent-content.ts';
import { annotationsOf } from './sent-metadata.ts';

type Outcome = ContentRecord | Refusal | ErrorAnswer;

/** @param status of the query, which counts where the body says none */
export async function createContent(
  { wiki }: Rest,
  person: Person,
  content: SentContent,
  status: string | undefined,
): Promise<Outcome> {
  const type = content.type || 'page';
  if (type === 'comment') return createComment(wiki, person, content);
  if (type !== 'page' && type !== 'blogpost') return badRequest(`Content of type ${type} cannot be created here.`);
  const asked = content.status || status || 'current';
  if (asked !== 'current' && asked !== 'draft') return badRequest(`Content cannot be created with the status ${asked}.`);
  const body = storageOf(content.body);
  if (typeof body === 'object') return body;
  const parent = type === 'page' ? parentOf(content) : undefined;
  if (typeof parent === 'object') return parent;
  const spaceKey =
    String(content.space?.key ?? '') || content.container?.key || (await spaceKeyBeside(wiki, person, content, parent));
  if (!spaceKey) return badRequest('A space key is needed: {"space":{"key":"..."}}.');
  const annotations = annotationsOf(content.metadata);
  if (isRefusal(annotations)) return annotations;
  const fresh = {
    spaceKey,
    title: titleOf(content) ?? '',
    body: body ?? '',
    ...(parent === undefined ? {} : { parentId: parent }),
    ...(content.version?.message ? { message: content.version.message } : {}),
    annotations,
  };
  if (asked === 'draft') return wiki.createDraft(person, { ...fresh, type });
  return type === 'page' ? wiki.createPage(person, fresh) : wiki.createBlogPost(person, fresh);
}

/** The space that is named by its id, or that the parent is in, as far as the person may see it. */
async function spaceKeyBeside(
  wiki: Rest['wiki'],
  person: Person,
  { space }: SentContent,
  parent: number | undefined,
): Promise<string | undefined> {
  const id = readId(space?.id ?? '');
  if (id !== undefined) return (await wiki.spaces.list(person, { ids: [id] }, { start: 0, limit: 1 })).results[0]?.key;
  return parent === undefined ? undefined : (await wiki.content.find(person, parent))?.space.key;
}

/** A comment names its page as its container, and the comment that it replies to as its last ancestor. */
async function createComment(wiki: Rest['wiki'], person: Person, content: SentContent): Promise<Outcome> {
  const containerId = containerOf(content);
  if (typeof containerId === 'object') return containerId;
  const body = storageOf(content.body);
  if (typeof body === 'object') return body;
  const parent = parentOf(content);
  if (typeof parent === 'object') return parent;
  const { location, inlineProperties } = content.extensions ?? {};
  const asked = (['footer', 'inline'] as const).find((each) => each === location);
  if (location && asked === undefined) {
    return badRequest(`A comment stands at the location footer or inline, not at ${location}.`);
  }
  const annotations = annotationsOf(content.metadata);
  if (isRefusal(annotations)) return annotations;
  return wiki.createComment(person, {
    containerId,
    body: body ?? '',
    ...(parent === undefined ? {} : { parentId: parent }),
    ...(asked === undefined ? {} : { location: asked }),
    ...(inlineProperties ? { inlineProperties } : {}),
    annotations,
  });
}
