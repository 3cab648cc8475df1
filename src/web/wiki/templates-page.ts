/** The templates that a space can use, and beginning a page with one: its holes are filled, and the writer goes on with a draft. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { spacePath } from '../../wiki/addresses.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import { fillTemplate, type TemplateVariable, variablesOf } from '../../wiki/storage-format/template.ts';
import type { Template } from '../../wiki/templates.ts';
import { button, linkButton } from '../components/button.ts';
import { selectField, textArea, textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { table } from '../components/table.ts';
import { fieldOf } from '../form-body.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import { signedIn } from '../people/signed-in.ts';
import { address, type View } from '../view.ts';
import { templateActions, templatePathsBelow } from './keeping/template-keeping.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, queryOf, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

/** Of each kind; whoever has more names them in the API. */
const mostShown = { start: 0, limit: 200 };

export function registerTemplatesPage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };
  const path = '/spaces/:key/templates';

  app.get<{ Params: { key: string } }>(path, { config }, async (request, reply) => {
    const { person } = signedIn(request);
    const space = await wiki.spaces.find(person, request.params.key);
    if (space === undefined) return notFound(deps, request, reply);
    const chosen = queryOf(request, 'template');
    const [frame, ofSpace, everywhere] = await Promise.all([
      readFrame(wiki, person, space),
      wiki.templates.list(person, space.key, mostShown),
      wiki.templates.list(person, undefined, mostShown),
    ]);
    if (isRefusal(ofSpace)) return sendRefusal(deps, request, reply, ofSpace);
    if (isRefusal(everywhere)) return sendRefusal(deps, request, reply, everywhere);
    const templates = [...ofSpace.results, ...everywhere.results];
    const view = views.viewOf(request, reply);
    if (chosen === '') return sendPage(reply, listPage(view, frame, templates));
    const template = templates.find(({ id }) => id === idIn(chosen));
    return template === undefined ? notFound(deps, request, reply) : sendPage(reply, formPage(view, frame, template, new Map()));
  });

  app.post<{ Params: { key: string } }>(path, { config }, async (request, reply) => begin(deps, request, reply));
}

async function begin(
  deps: WikiPageDeps,
  request: FastifyRequest<{ Params: { key: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const { person } = signedIn(request);
  const [space, template] = await Promise.all([
    wiki.spaces.find(person, request.params.key),
    wiki.templates.find(person, idIn(fieldOf(request.body, 'template')) ?? 0),
  ]);
  if (space === undefined || template === undefined) return notFound(deps, request, reply);
  const typed = new Map(
    variablesOf(template.body).map(({ name }, index) => [name, fieldOf(request.body, fieldName(index))] as const),
  );
  const body = fillTemplate(template.body, typed);
  if (typeof body === 'object') {
    const frame = await readFrame(wiki, person, space);
    return sendPage(reply.code(422), formPage(views.viewOf(request, reply), frame, template, typed));
  }
  const draft = await wiki.createDraft(person, {
    type: 'page',
    spaceKey: space.key,
    title: fieldOf(request.body, 'title'),
    body,
    annotations: { labels: template.labels, properties: [] },
  });
  return isRefusal(draft) ? sendRefusal(deps, request, reply, draft) : views.goOn(reply, wikiPaths.resumeDraft(draft.id));
}

/** A name may hold any letter; its place among the variables is a name for a field. */
function fieldName(index: number): string {
  return `variable-${index}`;
}

function listPage(view: View, frame: SpaceFrame, templates: readonly Template[]): string {
  const words = view.text.templates;
  const { space } = frame;
  const use = ({ id, name }: Template): Html =>
    html`<a class="button button-secondary button-small" href="${address(view, wikiPaths.templates(space.key))}?template=${id}" aria-label="${words.useOf(name)}">${words.use}</a>`;
  const keep = view.text.spaces.templates;
  const isKeeper = frame.permissions.has('administer');
  const change = (template: Template): Html | false | undefined =>
    template.spaceKey === undefined
      ? view.viewer?.isAdministrator && templateActions(view, paths.templates, template)
      : isKeeper && templateActions(view, wikiPaths.templates(space.key), template);
  return spacePage(view, frame, {
    title: words.title,
    main: html`${pageHead({
      title: words.title,
      breadcrumbs: breadcrumbs(view, [{ label: space.name, href: address(view, spacePath(space)) }]),
      description: words.description,
      actions:
        isKeeper &&
        linkButton({
          label: keep.create,
          href: address(view, templatePathsBelow(wikiPaths.templates(space.key)).create),
          icon: 'add',
        }),
    })}${
      templates.length === 0
        ? emptyState({
            icon: 'page',
            title: words.none,
            body: words.noneBody,
            guide: html`<a href="${address(view, paths.apiReference)}?q=template">${words.api}</a>`,
          })
        : table({
            caption: words.title,
            columns: [
              { label: words.name },
              { label: words.about },
              { label: words.ofSpace, hideLabel: true },
              { label: words.actions },
            ],
            rows: templates.map((template) => [
              template.name,
              template.description,
              template.spaceKey === undefined ? words.everywhere : words.ofSpace,
              html`<span class="inline">${use(template)}${change(template)}</span>`,
            ]),
          })
    }`,
  });
}

function formPage(view: View, frame: SpaceFrame, template: Template, typed: ReadonlyMap<string, string>): string {
  const words = view.text.templates;
  const { space } = frame;
  const path = wikiPaths.templates(space.key);
  const variables = variablesOf(template.body);
  return spacePage(view, frame, {
    title: template.name,
    main: html`${pageHead({
      title: template.name,
      breadcrumbs: breadcrumbs(view, [
        { label: space.name, href: address(view, spacePath(space)) },
        { label: words.title, href: address(view, path) },
      ]),
      description: template.description,
    })}${form(view, {
      once: true,
      action: path,
      fields: { template: String(template.id) },
      body: html`
        ${textField({ name: 'title', label: words.pageTitle, hint: words.pageTitleHint, maxLength: 255 })}
        ${variables.map((variable, index) => variableField(view, variable, index, typed.get(variable.name)))}
        ${formActions(button({ label: words.begin, kind: 'primary' }))}`,
    })}`,
  });
}

function variableField(view: View, { name, kind, options }: TemplateVariable, index: number, value: string | undefined): Html {
  const common = { name: fieldName(index), label: name, value };
  switch (kind) {
    case 'string':
      return textField(common);
    case 'textarea':
      return textArea(common);
    case 'list': {
      const isWrong = value !== undefined && !options.includes(value);
      return selectField({
        ...common,
        options: options.map((option) => ({ value: option, label: option })),
        ...(isWrong ? { error: view.text.templates.notAnOption } : {}),
      });
    }
    default:
      return kind satisfies never;
  }
}
