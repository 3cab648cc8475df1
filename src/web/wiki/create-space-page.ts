/** Creating a space, for those who may: name, key, description, and whether others see it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { spacePath } from '../../wiki/addresses.ts';
import { isRefusal, type Refusal } from '../../wiki/refusals.ts';
import { button, linkButton } from '../components/button.ts';
import { checkbox, textArea, textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { signedIn } from '../people/signed-in.ts';
import { address, type View } from '../view.ts';
import { wikiPaths } from './wiki-paths.ts';
import { sendRefusal, type WikiPageDeps } from './wiki-route.ts';

interface TypedSpace {
  readonly name: string;
  readonly key: string;
  readonly description: string;
  readonly private: boolean;
}

/** What is wrong, each beside its field. */
type SpaceErrors = { readonly [Field in 'name' | 'key' | 'description']?: string };

const untouched: TypedSpace = { name: '', key: '', description: '', private: false };

export function registerCreateSpacePage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute('create-space') };

  app.get(wikiPaths.createSpace, { config }, (request, reply) => show(request, reply, untouched, {}));

  app.post(wikiPaths.createSpace, { config }, async (request, reply) => {
    const { body } = request;
    const typed = {
      name: fieldOf(body, 'name'),
      key: fieldOf(body, 'key').trim(),
      description: fieldOf(body, 'description'),
      private: isTicked(body, 'private'),
    };
    const outcome = await wiki.spaces.create(signedIn(request).person, typed, originOf(request));
    if (!isRefusal(outcome)) {
      return views.goOn(reply, spacePath(outcome), 'space-created');
    }
    const errors = errorsOf(views.viewOf(request, reply), outcome);
    return errors === undefined ? sendRefusal(deps, request, reply, outcome) : show(request, reply.code(422), typed, errors);
  });

  function show(request: FastifyRequest, reply: FastifyReply, typed: TypedSpace, errors: SpaceErrors): FastifyReply {
    return sendPage(reply, createSpacePage(views.viewOf(request, reply), typed, errors));
  }
}

/** @returns undefined for a refusal that is no field's fault */
function errorsOf({ text, format }: View, refusal: Refusal): SpaceErrors | undefined {
  const words = text.wiki.createSpace;
  switch (refusal.refused) {
    case 'invalid-space-key':
      return { key: words.keyInvalid };
    case 'space-key-taken':
      return { key: words.keyTaken(refusal.key) };
    case 'space-key-ending':
      return { key: words.keyEnding(refusal.key) };
    case 'invalid-space-name':
      return { name: words.nameInvalid(refusal.longest) };
    case 'invalid-space-description':
      return { description: words.descriptionTooLong(format, refusal.longest) };
    default:
      return undefined;
  }
}

function createSpacePage(view: View, typed: TypedSpace, errors: SpaceErrors): string {
  const words = view.text.wiki.createSpace;
  const hasErrors = Object.keys(errors).length > 0;
  return page(view, {
    kind: 'app',
    title: words.title,
    main: html`
      ${pageHead({
        title: words.title,
        breadcrumbs: breadcrumbs(view, [{ label: view.text.wiki.home.title, href: address(view, paths.home) }]),
        description: words.description,
      })}
      ${hasErrors && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${words.checkFields}</p>` })}</div>`}
      ${form(view, {
        once: true,
        action: wikiPaths.createSpace,
        body: html`
          ${textField({ name: 'name', label: words.name, hint: words.nameHint, value: typed.name, error: errors.name, required: true, autocomplete: 'off', autofocus: !hasErrors })}
          ${textField({ name: 'key', label: words.key, hint: words.keyHint, value: typed.key, error: errors.key, required: true, autocomplete: 'off', monospace: true, maxLength: 255 })}
          ${textArea({ name: 'description', label: words.about, hint: words.aboutHint, value: typed.description, error: errors.description, rows: 3 })}
          ${checkbox({ name: 'private', label: words.private, hint: words.privateHint, checked: typed.private })}
          ${formActions(html`${button({ label: words.submit, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, paths.home) })}`)}`,
      })}`,
  });
}
