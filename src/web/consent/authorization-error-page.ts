/**
 * The page for an authorization request that cannot be answered at a redirect URI, because none was shown to belong to the application
 * (RFC 6749 §4.1.2.1). It repeats nothing of the request.
 */
import type { ShowAuthorizationError } from '../../oauth/authorize/endpoint.ts';
import { toWire } from '../../oauth/errors.ts';
import { descriptionList } from '../components/section.ts';
import { sendErrorPage } from '../errors/error-page.ts';
import { html } from '../html.ts';
import type { PageViews } from '../page-view.ts';

/** @returns the page with status 400: for the person what to do, for the developer the precise reason */
export function showAuthorizationError(views: PageViews): ShowAuthorizationError {
  return (request, reply, refusal) => {
    const view = views.viewOf(request, reply);
    const { refused } = view.text.consent;
    const { error, description } = toWire(refusal);
    return sendErrorPage(view, request, reply, 400, {
      title: refused.title,
      text: [refused.text, refused.next],
      details: html`<section class="error-page-developer"><h2>${refused.developer}</h2>${descriptionList([
        { term: refused.error, value: html`<code>${error}</code>` },
        { term: refused.reason, value: refused.reasons[refusal.reason] ?? description },
      ])}</section>`,
    });
  };
}
