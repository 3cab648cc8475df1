/** Making an earlier version the current one again: as a new version, so that nothing is lost. Where Confluence has it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { pagePath } from '../../wiki/addresses.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import { button, linkButton } from '../components/button.ts';
import { textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box } from '../components/section.ts';
import { fieldOf } from '../form-body.ts';
import { html } from '../html.ts';
import { signedIn } from '../people/signed-in.ts';
import { address } from '../view.ts';
import { openPage } from './editing/open-page.ts';
import { readFrame, spacePage } from './space-frame.ts';
import { subpageHead } from './subpage-head.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, queryOf, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

interface Chosen {
  readonly content: ContentRecord;
  /** The version that becomes the current one again. */
  readonly earlier: ContentRecord;
}

export function registerRestoreVersion(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  app.get(wikiPaths.restoreVersionForm, { config }, async (request, reply) => {
    const chosen = await choose(request, reply, queryOf(request, 'version'));
    return chosen === undefined ? reply : ask(request, reply, chosen);
  });

  app.post(wikiPaths.restoreVersionForm, { config }, async (request, reply) => {
    const chosen = await choose(request, reply, fieldOf(request.body, 'version'));
    if (chosen === undefined) return reply;
    const { content, earlier } = chosen;
    const { person } = signedIn(request);
    const bodies = await wiki.versions.bodies(person, [earlier]);
    const published = await wiki.publishVersion(person, {
      id: content.id,
      number: (idIn(fieldOf(request.body, 'latest')) ?? content.latestNumber) + 1,
      title: earlier.title,
      body: bodies.get(earlier) ?? '',
      message: fieldOf(request.body, 'message'),
    });
    if (!isRefusal(published)) return views.goOn(reply, pagePath(published), 'version-restored');
    const words = views.viewOf(request, reply).text.spaces.restoreVersion;
    if (published.refused === 'title-taken') return ask(request, reply.code(409), chosen, words.titleTaken(published.title));
    if (published.refused === 'version-conflict') return ask(request, reply.code(409), chosen, words.conflict);
    return sendRefusal(deps, request, reply, published);
  });

  /** @returns undefined when there is no such version, or the reader may not edit the page, which has then been answered */
  async function choose(request: FastifyRequest, reply: FastifyReply, version: string): Promise<Chosen | undefined> {
    const opened = await openPage(deps, request, 'update');
    if (opened?.may === false) {
      sendRefusal(deps, request, reply, { refused: 'not-permitted', action: { verb: 'update', id: opened.content.id } });
      return undefined;
    }
    const number = idIn(version);
    const earlier =
      opened === undefined || number === undefined
        ? undefined
        : await wiki.content.find(opened.person, opened.content.id, { number });
    if (opened !== undefined && earlier !== undefined && earlier.version.number !== opened.content.latestNumber) {
      return { content: opened.content, earlier };
    }
    notFound(deps, request, reply);
    return undefined;
  }

  async function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    { content, earlier }: Chosen,
    problem?: string,
  ): Promise<FastifyReply> {
    const frame = await readFrame(wiki, signedIn(request).person, content.space, content);
    const view = views.viewOf(request, reply);
    const words = view.text.spaces.restoreVersion;
    const { number } = earlier.version;
    const title = words.title(view.format, number);
    const document = spacePage(view, frame, {
      title,
      main: html`${subpageHead(view, content, { title, description: words.facts(view.format, number) })}${
        problem !== undefined && notice({ tone: 'danger', body: html`<p>${problem}</p>`, announce: true })
      }${box(
        form(view, {
          action: wikiPaths.restoreVersionForm,
          fields: { pageId: String(content.id), version: String(number), latest: String(content.latestNumber) },
          body: html`${textField({ name: 'message', label: words.message, value: words.messageProposed(view.format, number), autocomplete: 'off', maxLength: 255 })}${formActions(html`${button({ label: words.submit, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, wikiPaths.history(content.id)) })}`)}`,
        }),
      )}`,
    });
    return sendPage(reply, document);
  }
}
