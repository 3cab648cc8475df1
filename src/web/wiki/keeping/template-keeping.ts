/** Keeping templates, of one space or of all: making, changing and deleting one. Where they are kept says how the pages look and who comes there. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import { idIn } from '../../../foundation/row-id.ts';
import type { Access } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { holds } from '../../../http/caller.ts';
import { sendPage } from '../../../http/headers.ts';
import { isRefusal } from '../../../wiki/refusals.ts';
import type { Template, TemplateKeeper } from '../../../wiki/templates.ts';
import type { Wiki } from '../../../wiki/wiki.ts';
import { confirmation } from '../../components/dialog.ts';
import { box } from '../../components/section.ts';
import { type Html, html } from '../../html.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { notFound, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import {
  blankTemplate,
  labelsIn,
  readTypedTemplate,
  type TemplateErrors,
  type TypedTemplate,
  templateErrors,
  templateForm,
  typedTemplate,
} from './template-form.ts';

/** Where templates are kept. */
export interface TemplatePlace {
  /** Undefined: of all spaces. */
  readonly spaceKey: string | undefined;
  /** Under the context path; what is done with one lies below. */
  readonly list: string;
  page(view: View, props: { readonly title: string; readonly explains: boolean; readonly main: Html }): string;
}

export interface TemplateKeepingDeps extends Pick<WikiPageDeps, 'views' | 'showFailure'> {
  readonly templates: Wiki['templates'];
}

/** `key` is in the paths of places that are spaces. */
type OfPlace = { Params: { readonly key: string } };
type OfTemplate = { Params: OfPlace['Params'] & { readonly template: string } };

export interface KeptAt {
  /** The pattern of the list's path. */
  readonly path: string;
  readonly access: Access;
  /** @returns undefined when this person keeps no templates there, which has then been answered */
  open(request: FastifyRequest<OfPlace>, reply: FastifyReply): Promise<TemplatePlace | undefined>;
}

export const templatePathsBelow = (list: string) => ({
  create: `${list}/create`,
  edit: (id: number) => `${list}/${id}/edit`,
  remove: (id: number) => `${list}/${id}/delete`,
});

export function registerTemplateKeeping(app: App, deps: TemplateKeepingDeps, at: KeptAt): void {
  const { templates, views } = deps;
  const config = { access: at.access };

  app.get<OfPlace>(`${at.path}/create`, { config }, async (request, reply) => {
    const place = await at.open(request, reply);
    return place === undefined ? reply : show(request, reply, { place, template: undefined, typed: blankTemplate, errors: {} });
  });

  app.post<OfPlace>(`${at.path}/create`, { config }, async (request, reply) => {
    const place = await at.open(request, reply);
    return place === undefined ? reply : save(request, reply, place, undefined);
  });

  app.get<OfTemplate>(`${at.path}/:template/edit`, { config }, async (request, reply) => {
    const found = await open(request, reply);
    return found === undefined ? reply : show(request, reply, { ...found, typed: typedTemplate(found.template), errors: {} });
  });

  app.post<OfTemplate>(`${at.path}/:template/edit`, { config }, async (request, reply) => {
    const found = await open(request, reply);
    return found === undefined ? reply : save(request, reply, found.place, found.template);
  });

  app.get<OfTemplate>(`${at.path}/:template/delete`, { config }, async (request, reply) => {
    const found = await open(request, reply);
    return found === undefined ? reply : sendPage(reply, deletePage(views.viewOf(request, reply), found.place, found.template));
  });

  app.post<OfTemplate>(`${at.path}/:template/delete`, { config }, async (request, reply) => {
    const found = await open(request, reply);
    if (found === undefined) return reply;
    const refusal = await templates.remove(keeperOf(request), found.template.id);
    return refusal === undefined
      ? views.goOn(reply, found.place.list, 'template-deleted')
      : sendRefusal(deps, request, reply, refusal);
  });

  /** @returns the template of this place that an address names; undefined: it has been answered */
  async function open(
    request: FastifyRequest<OfTemplate>,
    reply: FastifyReply,
  ): Promise<{ readonly place: TemplatePlace; readonly template: Template } | undefined> {
    const place = await at.open(request, reply);
    if (place === undefined) return undefined;
    const template = await templates.find(signedIn(request).person, idIn(request.params.template) ?? 0);
    if (template !== undefined && template.spaceKey === place.spaceKey) return { place, template };
    notFound(deps, request, reply);
    return undefined;
  }

  async function save(
    request: FastifyRequest,
    reply: FastifyReply,
    place: TemplatePlace,
    template: Template | undefined,
  ): Promise<FastifyReply> {
    const { seen, ...typed } = readTypedTemplate(request.body);
    const labels = labelsIn(typed.labels);
    const keeper = keeperOf(request);
    const saved = isRefusal(labels)
      ? labels
      : template === undefined
        ? await templates.create(keeper, { ...typed, labels, spaceKey: place.spaceKey })
        : await templates.update(keeper, template.id, { ...typed, labels }, seen);
    if (!isRefusal(saved)) return views.goOn(reply, place.list, 'template-saved');
    const errors = templateErrors(views.viewOf(request, reply), saved);
    if (errors === undefined) return sendRefusal(deps, request, reply, saved);
    // What somebody else has saved is seen once it was told: saving again puts this in its place.
    const isTold = template !== undefined && saved.refused === 'template-changed';
    const now = isTold ? await templates.find(keeper.person, template.id) : undefined;
    return show(request, reply.code(422), { place, template, typed: { ...typed, seen: now?.updatedAt ?? seen }, errors });
  }

  function show(request: FastifyRequest, reply: FastifyReply, { place, template, typed, errors }: Shown): FastifyReply {
    const view = views.viewOf(request, reply);
    const words = view.text.spaces.templates;
    const paths = templatePathsBelow(place.list);
    const action = template === undefined ? paths.create : paths.edit(template.id);
    const document = place.page(view, {
      title: template === undefined ? words.createTitle : words.editTitle(template.name),
      explains: true,
      main: templateForm(view, { action, list: place.list, typed, errors }),
    });
    return sendPage(reply, document);
  }
}

/** What whoever keeps a template can do with it. @param list where it is kept */
export function templateActions(view: View, list: string, { id, name }: Template): Html {
  const words = view.text.spaces.templates;
  const paths = templatePathsBelow(list);
  return html`<span class="inline"><a class="button button-secondary button-small" href="${address(view, paths.edit(id))}" aria-label="${words.editOf(name)}">${words.edit}</a><a class="button button-secondary button-small" href="${address(view, paths.remove(id))}" aria-label="${words.deleteOf(name)}">${words.delete}</a></span>`;
}

interface Shown {
  readonly place: TemplatePlace;
  readonly template: Template | undefined;
  readonly typed: TypedTemplate;
  readonly errors: TemplateErrors;
}

function keeperOf(request: FastifyRequest): TemplateKeeper {
  const { person } = signedIn(request);
  return { person, isAdministrator: holds(person.permissions, 'administer'), origin: originOf(request) };
}

function deletePage(view: View, place: TemplatePlace, { id, name }: Template): string {
  const words = view.text.spaces.templates;
  return place.page(view, {
    title: words.deleteTitle(name),
    explains: false,
    main: box(
      confirmation(view, {
        consequences: [words.deleteFacts],
        action: templatePathsBelow(place.list).remove(id),
        confirmLabel: words.deleteSubmit,
        cancelHref: address(view, place.list),
      }),
    ),
  });
}
