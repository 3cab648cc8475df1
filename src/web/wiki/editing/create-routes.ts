/**
 * Writing a page or blog post that is new: `/pages/createpage.action?spaceKey=KEY&fromPageId=ID`, as a draft first if one likes, and going
 * on with a draft.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../../foundation/row-id.ts';
import { openPageRoute, pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import type { Person } from '../../../http/caller.ts';
import { pagePath } from '../../../wiki/addresses.ts';
import type { ContentRecord, SpaceRecord } from '../../../wiki/records.ts';
import { isRefusal, type Refusal } from '../../../wiki/refusals.ts';
import type { Wiki } from '../../../wiki/wiki.ts';
import { fieldOf } from '../../form-body.ts';
import { signedIn } from '../../people/signed-in.ts';
import { readFrame } from '../space-frame.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { leadTo, notFound, queryOf, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import type { EditorProps } from './editor-page.ts';
import { sendEditor } from './send-editor.ts';
import { errorsOf, largestForm, readWritten, toStorage, type Written } from './written.ts';

/** Where a new page or blog post is to stand. */
interface Begun {
  readonly person: Person;
  readonly type: 'page' | 'blogpost';
  readonly space: SpaceRecord;
  readonly parent: ContentRecord | undefined;
  readonly draft: ContentRecord | undefined;
}

const untouched: Written = { title: '', text: '', markup: 'wiki', message: '', minorEdit: false };

export function registerCreateRoutes(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  for (const type of ['page', 'blogpost'] as const) {
    const path = wikiPaths.createContent(type);

    app.get(path, { config }, async (request, reply) => {
      const field = (name: string) => queryOf(request, name);
      const begun = await begin(wiki, signedIn(request).person, type, field);
      return isRefusal(begun) ? sendRefusal(deps, request, reply, begun) : show(request, reply, begun, { written: untouched });
    });

    app.post(path, { config, bodyLimit: largestForm }, async (request, reply) => {
      const { body } = request;
      const begun = await begin(wiki, signedIn(request).person, type, (name) => fieldOf(body, name));
      if (isRefusal(begun)) return sendRefusal(deps, request, reply, begun);
      const { person, space } = begun;
      const written = readWritten(body);
      const storage = toStorage(written);
      if (storage === undefined) return refuse('too-long');
      switch (fieldOf(body, 'do')) {
        case 'publish': {
          const made = await publish(wiki, begun, written.title, storage);
          return isRefusal(made) ? refuse(made) : views.goOn(reply, pagePath(made), 'page-published');
        }
        case 'save': {
          const saved = await saveDraft(wiki, begun, written.title, storage);
          return isRefusal(saved) ? refuse(saved) : views.goOn(reply, wikiPaths.resumeDraft(saved.id), 'draft-saved');
        }
        default: {
          const preview = await wiki.renderer.forPages.preview(
            person,
            storage,
            { content: begun.draft, spaceKey: space.key },
            'view',
          );
          return typeof preview !== 'string' ? refuse(preview) : show(request, reply, begun, { written, preview });
        }
      }

      function refuse(refusal: Refusal | 'too-long'): FastifyReply | Promise<FastifyReply> {
        const errors = errorsOf(views.viewOf(request, reply), refusal);
        if (errors === undefined) return sendRefusal(deps, request, reply, refusal as Refusal); // A text that is too long has its words.
        return show(request, reply.code(422), begun as Begun, { written, errors }); // It was found above.
      }
    });
  }

  // What the API names as the place to edit: a draft goes on, a page is edited, and who may not edit it reads it.
  app.get('/pages/resumedraft.action', { config: { access: openPageRoute() } }, async (request, reply) => {
    const { person } = request.caller;
    const id = idIn(queryOf(request, 'draftId'));
    const content = id === undefined ? undefined : await wiki.content.find(person, id, { statuses: ['current', 'draft'] });
    if (content === undefined) return notFound(deps, request, reply);
    if (content.status === 'current') {
      const rights = await wiki.rights.on(person, [content.id]);
      const isEditable = content.containerId === undefined && person !== undefined && rights.get(content.id)?.update === true;
      return leadTo(deps, reply, isEditable ? wikiPaths.edit(content.id) : pagePath(content));
    }
    if (person === undefined) return notFound(deps, request, reply);
    const text = (await wiki.versions.bodies(person, [content])).get(content) ?? '';
    const begun = await resume(wiki, person, content);
    const written: Written = { ...untouched, title: content.title, text, markup: 'storage' };
    return show(request, reply, begun, { written });
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { person, type, space, parent, draft }: Begun,
    props: Omit<EditorProps, 'frame' | 'writing'>,
  ): Promise<FastifyReply> {
    const frame = await readFrame(wiki, person, space, parent);
    return sendEditor(deps, request, reply, { frame, writing: { kind: 'new', type, space, parent, draft }, ...props });
  }
}

/** Reads from an address or a form what is begun. */
export async function begin(
  wiki: Wiki,
  person: Person,
  type: 'page' | 'blogpost',
  field: (name: string) => string,
): Promise<Begun | Refusal> {
  const draftId = idIn(field('draftId'));
  if (draftId !== undefined) {
    const draft = await wiki.content.find(person, draftId, { statuses: ['draft'] });
    return draft?.type === type ? resume(wiki, person, draft) : { refused: 'unknown-content', id: draftId };
  }
  const spaceKey = field('spaceKey');
  const parentId = type === 'page' ? idIn(field('fromPageId')) : undefined;
  const [space, parent] = await Promise.all([
    wiki.spaces.find(person, spaceKey),
    parentId === undefined ? undefined : wiki.content.find(person, parentId),
  ]);
  if (space === undefined) return { refused: 'unknown-space', key: spaceKey };
  if (parentId !== undefined && (parent?.type !== 'page' || parent.space.id !== space.id)) {
    return { refused: 'unknown-parent', id: parentId };
  }
  const permissions = await wiki.spaces.permissionsIn(person, [space.id]);
  if (permissions.get(space.id)?.has(`create-${type}`) !== true) {
    return { refused: 'not-permitted', action: { verb: 'create-content', type } };
  }
  return { person, type, space, parent, draft: undefined };
}

async function resume(wiki: Wiki, person: Person, draft: ContentRecord): Promise<Begun> {
  const parent = draft.parentId === undefined ? undefined : await wiki.content.find(person, draft.parentId);
  return { person, type: draft.type === 'blogpost' ? 'blogpost' : 'page', space: draft.space, parent, draft };
}

/** @returns the draft, made by the first save */
export function saveDraft(wiki: Wiki, begun: Begun, title: string, body: string): Promise<ContentRecord | Refusal> {
  const { person, draft } = begun;
  if (draft !== undefined) return wiki.saveDraft(person, { id: draft.id, title, body });
  return wiki.createDraft(person, { ...freshOf(begun, title, body), type: begun.type });
}

function publish(wiki: Wiki, begun: Begun, title: string, body: string): Promise<ContentRecord | Refusal> {
  const { person, draft, type } = begun;
  if (draft !== undefined) return wiki.publishDraft(person, { id: draft.id, title, body });
  const fresh = freshOf(begun, title, body);
  return type === 'page' ? wiki.createPage(person, fresh) : wiki.createBlogPost(person, fresh);
}

function freshOf({ space, parent }: Begun, title: string, body: string) {
  return { spaceKey: space.key, title, body, ...(parent === undefined ? {} : { parentId: parent.id }) };
}
