/** What the editor does with drafts beside its form: saving while somebody writes, and deleting them. */
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { pagePath, spacePath } from '../../../wiki/addresses.ts';
import { isRefusal } from '../../../wiki/refusals.ts';
import { fieldOf } from '../../form-body.ts';
import { signedIn } from '../../people/signed-in.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { notFound, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { begin, saveDraft } from './create-routes.ts';
import { largestForm, readWritten, toStorage } from './written.ts';

export function registerDraftRoutes(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  /** Takes the editor's form. @returns `saved` with the id of the draft of something new, or why it was not saved */
  app.post(wikiPaths.autosave, { config, bodyLimit: largestForm }, async (request, reply) => {
    const { person } = signedIn(request);
    const { body } = request;
    const written = readWritten(body);
    const storage = toStorage(written);
    if (storage === undefined) return reply.send({ saved: false, refused: 'too-long' });
    const id = idIn(fieldOf(body, 'pageId'));
    if (id !== undefined) {
      const basedOn = idIn(fieldOf(body, 'basedOn'));
      const began = basedOn === undefined ? {} : { basedOn };
      const saved = await wiki.saveEdit(person, { id, title: written.title, body: storage, ...began });
      return reply.send(isRefusal(saved) ? { saved: false, refused: saved.refused } : { saved: true });
    }
    const type = fieldOf(body, 'type') === 'blogpost' ? 'blogpost' : 'page';
    const begun = await begin(wiki, person, type, (name) => fieldOf(body, name));
    const saved = isRefusal(begun) ? begun : await saveDraft(wiki, begun, written.title, storage);
    return reply.send(isRefusal(saved) ? { saved: false, refused: saved.refused } : { saved: true, draftId: String(saved.id) });
  });

  app.post(wikiPaths.discardDraft, { config }, async (request, reply) => {
    const { person } = signedIn(request);
    const { body } = request;
    const [pageId, draftId] = [idIn(fieldOf(body, 'pageId')), idIn(fieldOf(body, 'draftId'))];
    const id = pageId ?? draftId;
    const content = id === undefined ? undefined : await wiki.content.find(person, id, { statuses: ['current', 'draft'] });
    if (content === undefined) return notFound(deps, request, reply);
    const isNew = content.status === 'draft';
    const refusal = await (isNew ? wiki.discardDraft(person, content.id) : wiki.discardEdit(person, content.id));
    // Another window did it first.
    if (refusal !== undefined && refusal.refused !== 'unknown-content') return sendRefusal(deps, request, reply, refusal);
    return views.goOn(reply, isNew ? spacePath(content.space) : pagePath(content), 'draft-discarded');
  });
}
