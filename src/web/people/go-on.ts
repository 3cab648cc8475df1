/**
 * Back to a form whose session had ended: after logging in again the person gets the form as it was filled in, and sends it with one
 * press.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CredentialResolver, publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { linkButton } from '../components/button.ts';
import { box } from '../components/section.ts';
import { type HeldForm, heldAgain, heldIn, largestHeld } from '../held-form.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address } from '../view.ts';
import { type LoginDeps, showLogin } from './login.ts';

export interface GoOnDeps extends LoginDeps {
  readonly resolveSession: CredentialResolver;
}

export function registerGoOn(app: App, deps: GoOnDeps): void {
  const { views, resolveSession } = deps;

  // Public, so that the token is that of the browser's own cookie, which logging in leaves as it is.
  app.post(paths.goOn, { config: { access: publicRoute() }, bodyLimit: largestHeld }, async (request, reply) => {
    const held = heldIn(request.body, views.basePath);
    if (held === undefined) return views.goOn(reply, paths.home);
    const resolved = await resolveSession(request, reply);
    if (resolved.outcome !== 'caller')
      return showLogin(deps, request, reply, { destination: `${views.basePath}/`, username: '', held });
    request.caller = resolved.caller;
    return show(request, reply, held);
  });

  function show(request: FastifyRequest, reply: FastifyReply, held: HeldForm): FastifyReply {
    const view = views.viewOf(request, reply);
    const words = view.text.errors.held;
    const document = page(view, {
      kind: 'bare',
      title: words.title,
      main: html`<h1>${words.title}</h1>${box(html`<p>${words.again(view.viewer?.fullName ?? '')}</p>${heldAgain(view, held)}
        <p>${linkButton({ label: words.leave, href: address(view, paths.home), kind: 'quiet' })}</p>`)}`,
    });
    return sendPage(reply, document, { noReferrer: true });
  }
}
