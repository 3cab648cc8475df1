/** The page for unexpected failures and for addresses that do not exist. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Failure } from '../../http/app.ts';
import { linkButton } from '../components/button.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import { address, type View } from '../view.ts';
import { sendErrorPage } from './error-page.ts';
import { loginAddress } from './page-surface.ts';

/** Shows a failure to a person. A handler calls it too: for a page that does not exist or may not be seen (404). */
export type ShowFailurePage = (request: FastifyRequest, reply: FastifyReply, failure: Failure) => FastifyReply;

export function showFailurePage(views: PageViews): ShowFailurePage {
  return (request, reply, failure) => {
    const view = views.viewOf(request, reply);
    const words = wordsFor(view, failure.statusCode, pauseOf(reply));
    return sendErrorPage(view, request, reply, failure.statusCode, {
      title: failure.title ?? words.title,
      // What a failure says about itself is more precise than what its status says.
      text: [failure.message === '' ? words.text : failure.message],
      actions: failure.statusCode < 500 && [
        // What is not there for a stranger may be there for somebody who is logged in. (At an address that no page has, nobody is looked at.)
        failure.statusCode === 404 &&
          !request.is404 &&
          view.viewer === undefined &&
          linkButton({ label: view.text.errors.logIn, href: loginAddress(view.basePath, request.url), kind: 'primary' }),
        linkButton({ label: view.text.errors.home, href: address(view, paths.home) }),
      ],
    });
  };
}

function wordsFor(view: View, status: number, pause: number | undefined): { readonly title: string; readonly text: string } {
  const { errors } = view.text;
  switch (status) {
    case 403:
      return errors.forbidden;
    case 404:
      return errors.notFound;
    case 405:
      return errors.methodNotAllowed;
    case 413:
      return errors.tooLarge;
    case 429: {
      const { title, text, textWithoutTime } = errors.tooMany;
      return { title, text: pause === undefined ? textWithoutTime : text(afterPause(view, pause)) };
    }
    case 503:
      return errors.unavailable;
    default:
      return status >= 500 ? errors.internal : errors.badRequest;
  }
}

/** @returns the seconds that `Retry-After` announces */
function pauseOf(reply: FastifyReply): number | undefined {
  const seconds = Number(reply.getHeader('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}
