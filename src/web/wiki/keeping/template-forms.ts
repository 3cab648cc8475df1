/** Keeping the templates of a space: making, changing and deleting one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { holds } from '../../../http/caller.ts';
import { sendPage } from '../../../http/headers.ts';
import { type LabelName, readLabel } from '../../../wiki/annotations/label-names.ts';
import { isRefusal, type Refusal } from '../../../wiki/refusals.ts';
import type { Template, TemplateKeeper } from '../../../wiki/templates.ts';
import { button, linkButton } from '../../components/button.ts';
import { confirmation } from '../../components/dialog.ts';
import { textArea, textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { box } from '../../components/section.ts';
import { fieldOf } from '../../form-body.ts';
import { html } from '../../html.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { type SpaceFrame, spacePage } from '../space-frame.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { idIn, notFound, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { keptHead, readKept } from './kept-space.ts';

interface Typed {
  readonly name: string;
  readonly description: string;
  readonly body: string;
  /** Names, separated by commas or spaces. */
  readonly labels: string;
}

type Errors = { readonly [Field in keyof Typed]?: string };
type OfSpace = { Params: { key: string } };
type OfTemplate = { Params: { key: string; template: string } };

const untouched: Typed = { name: '', description: '', body: '<h2>Goal</h2>\n<p></p>\n', labels: '' };

export function registerTemplateForms(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };
  const path = '/spaces/:key/templates';

  app.get<OfSpace>(`${path}/create`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    return frame === undefined ? reply : show(request, reply, frame, undefined, untouched, {});
  });

  app.post<OfSpace>(`${path}/create`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const typed = readTyped(request.body);
    const labels = labelsIn(typed.labels);
    const { name, description, body } = typed;
    const { key } = frame.space;
    const made = isRefusal(labels)
      ? labels
      : await wiki.templates.create(keeperOf(request), { spaceKey: key, name, description, body, labels });
    return isRefusal(made)
      ? showAgain(request, reply, frame, undefined, typed, made)
      : views.goOn(reply, wikiPaths.templates(key), 'template-saved');
  });

  app.get<OfTemplate>(`${path}/:template/edit`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const template = await templateIn(request, frame);
    if (template === undefined) return notFound(deps, request, reply);
    const labels = template.labels.map(({ name }) => name).join(', ');
    return show(request, reply, frame, template, { ...template, labels }, {});
  });

  app.post<OfTemplate>(`${path}/:template/edit`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const template = await templateIn(request, frame);
    if (template === undefined) return notFound(deps, request, reply);
    const typed = readTyped(request.body);
    const labels = labelsIn(typed.labels);
    const { name, description, body } = typed;
    const saved = isRefusal(labels)
      ? labels
      : await wiki.templates.update(keeperOf(request), template.id, { name, description, body, labels });
    return isRefusal(saved)
      ? showAgain(request, reply, frame, template, typed, saved)
      : views.goOn(reply, wikiPaths.templates(frame.space.key), 'template-saved');
  });

  app.get<OfTemplate>(`${path}/:template/delete`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const template = await templateIn(request, frame);
    if (template === undefined) return notFound(deps, request, reply);
    return sendPage(reply, deletePage(views.viewOf(request, reply), frame, template));
  });

  app.post<OfTemplate>(`${path}/:template/delete`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const template = await templateIn(request, frame);
    if (template === undefined) return notFound(deps, request, reply);
    const refusal = await wiki.templates.remove(keeperOf(request), template.id);
    return refusal === undefined
      ? views.goOn(reply, wikiPaths.templates(frame.space.key), 'template-deleted')
      : sendRefusal(deps, request, reply, refusal);
  });

  /** @returns the template of this space that an address names */
  async function templateIn(request: FastifyRequest<OfTemplate>, { space }: SpaceFrame): Promise<Template | undefined> {
    const template = await wiki.templates.find(signedIn(request).person, idIn(request.params.template) ?? 0);
    return template?.spaceKey === space.key ? template : undefined;
  }

  function showAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    frame: SpaceFrame,
    template: Template | undefined,
    typed: Typed,
    refusal: Refusal,
  ): FastifyReply {
    const errors = errorsOf(views.viewOf(request, reply), refusal);
    return errors === undefined
      ? sendRefusal(deps, request, reply, refusal)
      : show(request, reply.code(422), frame, template, typed, errors);
  }

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    frame: SpaceFrame,
    template: Template | undefined,
    typed: Typed,
    errors: Errors,
  ): FastifyReply {
    return sendPage(reply, formPage(views.viewOf(request, reply), frame, template, typed, errors));
  }
}

function readTyped(body: unknown): Typed {
  return {
    name: fieldOf(body, 'name').trim(),
    description: fieldOf(body, 'description').trim(),
    // A browser sends lines as CR LF (HTML §4.10.21.4).
    body: fieldOf(body, 'body').replaceAll('\r\n', '\n'),
    labels: fieldOf(body, 'labels'),
  };
}

function keeperOf(request: FastifyRequest): TemplateKeeper {
  const { person } = signedIn(request);
  return { person, isAdministrator: holds(person.permissions, 'administer'), origin: originOf(request) };
}

function labelsIn(text: string): readonly LabelName[] | Refusal {
  const labels = text
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((name) => readLabel(name, undefined));
  return labels.find((label) => isRefusal(label)) ?? labels.filter((label): label is LabelName => !isRefusal(label));
}

/** @returns undefined for a refusal that is no field's fault */
function errorsOf({ text }: View, refusal: Refusal): Errors | undefined {
  const words = text.spaces.templates;
  switch (refusal.refused) {
    case 'invalid-template-name':
      return { name: words.nameInvalid(refusal.longest) };
    case 'malformed-body':
      return { body: words.bodyMalformed(refusal.text, refusal.row, refusal.column) };
    case 'invalid-label':
      return { labels: words.labelInvalid(refusal.name) };
    default:
      return undefined;
  }
}

function formPage(view: View, frame: SpaceFrame, template: Template | undefined, typed: Typed, errors: Errors): string {
  const words = view.text.spaces.templates;
  const { key } = frame.space;
  const title = template === undefined ? words.createTitle : words.editTitle(template.name);
  const list = address(view, wikiPaths.templates(key));
  return spacePage(view, frame, {
    title,
    main: html`${keptHead(view, frame.space, {
      title,
      description: words.description,
      above: [{ label: view.text.templates.title, href: list }],
    })}${form(view, {
      action: template === undefined ? wikiPaths.createTemplate(key) : wikiPaths.editTemplate(key, template.id),
      body: html`${textField({ name: 'name', label: words.name, value: typed.name, error: errors.name, required: true, autocomplete: 'off', maxLength: 255 })}
        ${textField({ name: 'description', label: words.about, value: typed.description, error: errors.description, autocomplete: 'off' })}
        ${textArea({ name: 'body', label: words.body, hint: words.bodyHint, value: typed.body, error: errors.body, rows: 14, monospace: true })}
        ${textField({ name: 'labels', label: words.labels, hint: words.labelsHint, value: typed.labels, error: errors.labels, autocomplete: 'off' })}
        ${formActions(html`${button({ label: words.save, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: list })}`)}`,
    })}`,
  });
}

function deletePage(view: View, frame: SpaceFrame, { id, name }: Template): string {
  const words = view.text.spaces.templates;
  const { key } = frame.space;
  const list = address(view, wikiPaths.templates(key));
  return spacePage(view, frame, {
    title: words.deleteTitle(name),
    main: html`${keptHead(view, frame.space, {
      title: words.deleteTitle(name),
      above: [{ label: view.text.templates.title, href: list }],
    })}${box(
      confirmation(view, {
        consequences: [words.deleteFacts],
        action: wikiPaths.deleteTemplate(key, id),
        confirmLabel: words.deleteSubmit,
        cancelHref: list,
      }),
    )}`,
  });
}
