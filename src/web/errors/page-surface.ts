/** The access check's refusals as a person in a browser sees them: the way to the log-in page, or a page that says what to do. */
import type { FastifyRequest } from 'fastify';
import { localPath } from '../../accounts/return-address.ts';
import type { AccessFailure, Surface } from '../../http/access.ts';
import type { CsrfGuard } from '../../http/csrf.ts';
import { button, linkButton } from '../components/button.ts';
import { form } from '../components/form.ts';
import { fieldOf } from '../form-body.ts';
import { carried, type HeldForm, heldAgain, holdForm, isFilledIn } from '../held-form.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import { address, type View } from '../view.ts';
import { type ErrorPage, sendErrorPage } from './error-page.ts';

/** @param csrf says whether a page of ours has sent a form: then it is given back, to be sent once more */
export function pageSurface(views: PageViews, csrf: Pick<CsrfGuard, 'comesFromHere'>): Surface {
  return {
    refuse(request, reply, failure) {
      const isReading = request.method === 'GET' || request.method === 'HEAD';
      if (failure.reason === 'no-credential' && isReading) {
        return reply.redirect(loginAddress(views.basePath, request.url), 303);
      }
      if (failure.reason === 'second-step-missing' && isReading) {
        return reply.redirect(setUpAddress(views.basePath, request.url), 303);
      }
      if (failure.reason === 'throttled') void reply.header('Retry-After', failure.retryAfterSeconds);
      const view = views.viewOf(request, reply);
      const isOurs = csrf.comesFromHere(request);
      const held = isOurs ? holdForm(request, views.basePath) : undefined;
      const from = isOurs ? referringPage(request, views.basePath) : request.url;
      return sendErrorPage(view, request, reply, statusOf(failure), pageFor(view, request, failure, { held, from }));
    },
  };
}

/** @returns the login page, from which the way leads back to `destination`, a path of ours */
export function loginAddress(basePath: string, destination: string): string {
  return `${basePath}${paths.login}?os_destination=${encodeURIComponent(destination)}`;
}

/** @returns the page where somebody sets up two-step sign-in who must, from which the way leads on to `destination` */
function setUpAddress(basePath: string, destination: string): string {
  return `${basePath}${paths.twoStep}?next=${encodeURIComponent(localPath(destination, basePath))}`;
}

function statusOf({ reason }: AccessFailure): number {
  return reason === 'throttled' ? 429 : 403;
}

/** What was refused: the form, where it is kept, and the page that it stands on, as far as the browser says. */
interface Refused {
  readonly held: HeldForm | undefined;
  readonly from: string;
}

function pageFor(view: View, request: FastifyRequest, failure: AccessFailure, { held, from }: Refused): ErrorPage {
  const { errors } = view.text;
  switch (failure.reason) {
    // A form that was sent when the session had ended. A page takes no other credential than a session.
    case 'no-credential':
      if (held !== undefined) {
        return {
          title: errors.signedOut.title,
          text: [errors.held.text],
          actions: form(view, {
            action: paths.goOn,
            fields: carried(held),
            body: button({ label: errors.logIn, kind: 'primary' }),
          }),
        };
      }
      return signedOut(view, from, isFilledIn(request, view.basePath));
    case 'bad-credential':
    case 'insufficient-scope':
      return signedOut(view, from, false);
    case 'throttled':
      return { title: errors.tooMany.title, text: [errors.tooMany.text(afterPause(view, failure.retryAfterSeconds))] };
    case 'second-step-missing':
      return {
        title: errors.twoStepFirst.title,
        text: [errors.twoStepFirst.text],
        actions: linkButton({
          label: errors.twoStepFirst.action,
          href: setUpAddress(view.basePath, request.url),
          kind: 'primary',
        }),
      };
    case 'not-permitted':
      return {
        title: errors.notPermitted.title,
        text: [
          errors.notPermitted.needs[failure.permission],
          view.viewer && errors.notPermitted.loggedInAs(view.viewer.fullName),
        ],
        actions: [
          failure.permission !== 'use' && linkButton({ label: errors.home, href: address(view, paths.home) }),
          form(view, { action: paths.logout, body: button({ label: errors.notPermitted.otherAccount }) }),
        ],
      };
    case 'cross-site':
      // Somebody has logged in again since the form was opened.
      if (held !== undefined && request.caller.kind === 'session') {
        return {
          title: errors.held.title,
          text: [errors.held.again(view.viewer?.fullName ?? '')],
          actions: [
            heldAgain(view, held),
            linkButton({ label: errors.held.leave, href: address(view, paths.home), kind: 'quiet' }),
          ],
        };
      }
      return {
        title: errors.crossSite.title,
        text: [errors.crossSite.text, errors.crossSite.foreign],
        actions: linkButton({ label: errors.openAgain, href: sameAddress(view, request), kind: 'primary' }),
      };
  }
}

/** @param isLost whether something was filled in that is not kept */
function signedOut(view: View, from: string, isLost: boolean): ErrorPage {
  const { errors } = view.text;
  return {
    title: errors.signedOut.title,
    text: [isLost ? errors.signedOut.lost : errors.signedOut.text],
    actions: linkButton({ label: errors.logIn, href: loginAddress(view.basePath, from), kind: 'primary' }),
  };
}

/** Where a form is sent is often no page: the way back leads to the one that it stands on. */
function referringPage({ url, headers: { referer = '' } }: FastifyRequest, basePath: string): string {
  if (!URL.canParse(referer)) return url;
  const { pathname, search } = new URL(referer);
  return localPath(pathname + search, basePath);
}

/** Where the form stands that was refused; on the way through the login page the destination goes along. */
function sameAddress(view: View, request: FastifyRequest): string {
  const here = localPath(request.url, view.basePath);
  const destination = fieldOf(request.body, 'os_destination');
  return here === address(view, paths.login) && destination !== ''
    ? loginAddress(view.basePath, localPath(destination, view.basePath))
    : here;
}
