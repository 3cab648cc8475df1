/** The help: Weir's documents as pages, open to anybody. */
import { beforeTwoStep, openPageRoute, publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf } from '../form-body.ts';
import type { PageViews } from '../page-view.ts';
import { type Documents, loadDocuments } from './documents.ts';
import { findSections, wordsOf } from './find.ts';
import { helpDocumentPage, helpFoundPage, helpIndexPage } from './help-page.ts';
import { helpDocumentRoute, helpPaths, helpPictureRoute } from './help-paths.ts';

export interface HelpDeps {
  readonly views: PageViews;
  readonly showFailure: ShowFailurePage;
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
}

/** Registers the pages; `app` is already under the context path. The documents are read when somebody asks for the first. */
export function registerHelpPages(app: App, { views, showFailure, baseUrl }: HelpDeps): void {
  const readable = { config: { access: beforeTwoStep(openPageRoute()) } };
  let read: Documents | undefined;

  function documents(): Documents {
    read ??= loadDocuments(baseUrl);
    return read;
  }

  app.get(helpPaths.index, readable, (request, reply) => {
    const view = views.viewOf(request, reply);
    const query = fieldOf(request.query, 'q').trim().slice(0, 200);
    if (query === '') return sendPage(reply, helpIndexPage(view, documents()));
    const words = wordsOf(query);
    return sendPage(reply, helpFoundPage(view, documents(), { query, words, found: findSections(documents(), words) }));
  });

  app.get<{ Params: { document: string } }>(helpDocumentRoute, readable, (request, reply) => {
    const shown = documents().find(request.params.document);
    if (shown === undefined) return showFailure(request, reply, { statusCode: 404, message: '' });
    return sendPage(reply, helpDocumentPage(views.viewOf(request, reply), documents(), shown));
  });

  app.get<{ Params: { picture: string } }>(helpPictureRoute, { config: { access: publicRoute() } }, (request, reply) => {
    const bytes = documents().picture(request.params.picture);
    if (bytes === undefined) return reply.callNotFound();
    return reply
      .header('Cache-Control', 'public, max-age=86400')
      .header('X-Content-Type-Options', 'nosniff')
      .type(request.params.picture.endsWith('.svg') ? 'image/svg+xml' : 'image/png')
      .send(bytes);
  });
}
