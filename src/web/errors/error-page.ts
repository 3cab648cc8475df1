/** An error as a person sees it: what happened, what to do, and the request id to quote. Never a stack trace, never a bare code. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../../http/headers.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import type { View } from '../view.ts';

export interface ErrorPage {
  /** What happened. */
  readonly title: string;
  /** What it means and what to do; paragraphs. */
  readonly text: readonly Renderable[];
  /** Buttons: what to do next. */
  readonly actions?: Renderable;
  /** Below: what only some need. */
  readonly details?: Renderable;
}

/** Sends the page with this status. Its address may hold what a request carried, so it sends no referrer. */
export function sendErrorPage(
  view: View,
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  error: ErrorPage,
): FastifyReply {
  void reply.code(status);
  return sendPage(reply, errorPage(view, request.id, error), { noReferrer: true });
}

function errorPage(view: View, requestId: string, { title, text, actions, details }: ErrorPage): string {
  return page(view, {
    kind: 'bare',
    wide: true,
    title,
    main: html`<div class="error-page"><h1>${title}</h1>${text.map((paragraph) => paragraph && html`<p>${paragraph}</p>`)}${
      actions && html`<div class="error-page-actions">${actions}</div>`
    }${details}${requestIdLine(view, requestId)}</div>`,
  });
}

function requestIdLine(view: View, requestId: string): Html {
  return html`<p class="error-page-id">${view.text.errors.requestId} <code>${requestId}</code></p>`;
}
