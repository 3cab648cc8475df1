/** Giving a page labels and taking them away, for people who are signed in: `/pages/labels.action?pageId=ID`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { pagePath } from '../../wiki/addresses.ts';
import { type LabelName, longestLabel, parseLabel, readLabel, writeLabel } from '../../wiki/annotations/label-names.ts';
import type { Label } from '../../wiki/annotations/labels.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import { isRefusal, type Refusal } from '../../wiki/refusals.ts';
import { button, linkButton } from '../components/button.ts';
import { textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { fieldOf } from '../form-body.ts';
import { type Html, html } from '../html.ts';
import { signedIn } from '../people/signed-in.ts';
import { address, type View } from '../view.ts';
import { labelLink, readLabelsOf } from './labels.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { subpageHead } from './subpage-head.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, queryOf, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

/** What somebody typed that could not be done, and why. */
interface Typed {
  readonly labels: string;
  readonly error: string;
}

export function registerEditLabelsPage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  app.get('/pages/labels.action', { config }, (request, reply) => show(request, reply, queryOf(request, 'pageId')));

  app.post('/pages/labels.action', { config }, async (request, reply) => {
    const { person } = signedIn(request);
    const id = idIn(fieldOf(request.body, 'pageId'));
    if (id === undefined) return notFound(deps, request, reply);
    const removed = fieldOf(request.body, 'remove');
    if (removed !== '') {
      const refusal = await wiki.labels.remove(person, { kind: 'content', id }, parseLabel(removed));
      // Somebody else took it away first.
      if (refusal !== undefined && refusal.refused !== 'unknown-label') return sendRefusal(deps, request, reply, refusal);
      return views.goOn(reply, wikiPaths.labels(id), 'labels-saved');
    }
    const labels = fieldOf(request.body, 'labels');
    const names = readTyped(labels);
    const refusal = isRefusal(names) ? names : await wiki.labels.add(person, { kind: 'content', id }, names);
    if (refusal === undefined) return views.goOn(reply, wikiPaths.labels(id), 'labels-saved');
    const error = explain(views.viewOf(request, reply), refusal);
    if (error === undefined) return sendRefusal(deps, request, reply, refusal);
    return show(request, reply.code(422), String(id), { labels, error });
  });

  async function show(request: FastifyRequest, reply: FastifyReply, pageId: string, typed?: Typed): Promise<FastifyReply> {
    const { person } = signedIn(request);
    const id = idIn(pageId);
    const content = id === undefined ? undefined : await wiki.content.find(person, id);
    if (content === undefined) return notFound(deps, request, reply);
    const [frame, labels, rights] = await Promise.all([
      readFrame(wiki, person, content.space, content),
      readLabelsOf(wiki.labels, person, content.id),
      wiki.rights.on(person, [content.id]),
    ]);
    const mayEdit = rights.get(content.id)?.update === true;
    return sendPage(reply, editPage(views.viewOf(request, reply), { frame, content, labels, mayEdit, typed }));
  }
}

/** Several labels are separated by blanks or commas, since no label has one. */
function readTyped(text: string): readonly LabelName[] | Refusal {
  const names: LabelName[] = [];
  for (const typed of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const { prefix, name } = parseLabel(typed);
    const label = readLabel(name, prefix);
    if (isRefusal(label)) return label;
    names.push(label);
  }
  return names.length > 0 ? names : { refused: 'invalid-label', name: text, problem: 'empty' };
}

/** @returns what the field says; undefined for what has nothing to do with it */
function explain(view: View, refusal: Refusal): string | undefined {
  const words = view.text.labels.editing;
  if (refusal.refused === 'not-permitted') return words.notPermitted;
  if (refusal.refused !== 'invalid-label') return undefined;
  if (refusal.problem === 'empty') return words.missing;
  return refusal.problem === 'too-long' ? words.tooLong(view.format, longestLabel) : words.characters(refusal.name);
}

interface EditPageProps {
  readonly frame: SpaceFrame;
  readonly content: ContentRecord;
  readonly labels: readonly Label[];
  readonly mayEdit: boolean;
  readonly typed: Typed | undefined;
}

function editPage(view: View, { frame, content, labels, mayEdit, typed }: EditPageProps): string {
  const words = view.text.labels.editing;
  return spacePage(view, frame, {
    title: words.titleOf(content.title),
    main: html`${subpageHead(view, content, { title: words.title, description: words.description })}
    ${labels.length === 0 ? html`<p class="muted">${words.none}</p>` : html`<ul class="edited-labels">${labels.map((label) => editedLabel(view, content.id, label, mayEdit))}</ul>`}
    ${form(view, {
      action: '/pages/labels.action',
      fields: { pageId: String(content.id) },
      body: html`${textField({
        name: 'labels',
        label: words.add,
        hint: mayEdit ? words.addHint : words.ownHint,
        required: true,
        autocomplete: 'off',
        value: typed?.labels,
        error: typed?.error,
      })}${formActions(html`${button({ label: words.submit, kind: 'primary' })}${linkButton({ label: words.back, href: address(view, pagePath(content)) })}`)}`,
    })}`,
  });
}

/** A label, and the button that takes it away from the page: one's own everybody may. */
function editedLabel(view: View, contentId: number, label: Label, mayEdit: boolean): Html {
  const name = writeLabel(label);
  const remove = form(view, {
    action: '/pages/labels.action',
    fields: { pageId: String(contentId), remove: name },
    body: button({ label: view.text.labels.editing.remove(name), kind: 'quiet', small: true, icon: 'close', iconOnly: true }),
  });
  return html`<li>${labelLink(view, label)}${(mayEdit || label.prefix === 'my') && remove}</li>`;
}
