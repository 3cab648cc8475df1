/** The one-time setup page: it creates the first account, an administrator. It is gone as soon as any account exists. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import type { Setup } from '../../accounts/setup.ts';
import type { User } from '../../accounts/user.ts';
import { type Origin, onBehalfOf, originOf } from '../../audit/origin.ts';
import { publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { checkbox, passwordField, textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box } from '../components/section.ts';
import { sendErrorPage } from '../errors/error-page.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import type { FlashKey, PageViews } from '../page-view.ts';
import type { View } from '../view.ts';
import { type FieldErrors, fieldErrors } from './field-errors.ts';

export interface SetupPageDeps {
  readonly views: PageViews;
  readonly setup: Setup;
  readonly browserSessions: Pick<BrowserSessions, 'start'>;
  readonly showFailure: ShowFailurePage;
  /** Makes the sample space, owned by the new administrator. */
  createSample(administrator: User, origin: Origin): Promise<void>;
}

interface Typed {
  readonly token: string;
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  readonly sample: boolean;
  readonly errors: FieldErrors;
}

export function registerSetup(app: App, deps: SetupPageDeps): void {
  const { views, setup } = deps;

  app.get(paths.setup, { config: { access: publicRoute() } }, async (request, reply) => {
    const token = fieldOf(request.query, 'token');
    if (!(await setup.isGoodAddress(token))) return showGone(request, reply);
    return show(request, reply, { token, username: '', fullName: '', email: '', sample: true, errors: {} });
  });

  app.post(paths.setup, { config: { access: publicRoute() } }, async (request, reply) => {
    const { body } = request;
    const password = fieldOf(body, 'password');
    const typed = {
      token: fieldOf(body, 'token'),
      username: fieldOf(body, 'username'),
      fullName: fieldOf(body, 'fullName'),
      email: fieldOf(body, 'email'),
      sample: isTicked(body, 'sample'),
    };
    if (password !== fieldOf(body, 'passwordAgain')) {
      if (!(await setup.isGoodAddress(typed.token))) return showGone(request, reply);
      return show(request, reply.code(422), {
        ...typed,
        errors: { passwordAgain: views.textOf(request).people.setup.passwordsDiffer },
      });
    }
    const origin = originOf(request);
    const outcome = await setup.createFirstAdministrator({ kind: 'address', token: typed.token }, { ...typed, password }, origin);
    switch (outcome.outcome) {
      case 'done':
        return begin(request, reply, outcome.user, typed.sample);
      case 'refused':
        return show(request, reply.code(422), { ...typed, errors: fieldErrors(views.textOf(request), outcome.problems) });
      case 'already-set-up':
      case 'address-invalid':
        return showGone(request, reply);
    }
  });

  async function begin(request: FastifyRequest, reply: FastifyReply, user: User, sample: boolean): Promise<FastifyReply> {
    const { id: userId, passwordChangedAt } = user;
    if (passwordChangedAt !== null) {
      await deps.browserSessions.start(request, reply, { userId, passwordChangedAt, proof: 'password', remember: false });
    }
    return views.goOn(reply, paths.generalConfiguration, sample ? await withSample(request, user) : 'set-up');
  }

  /** The account stands already: without its sample space set-up is complete all the same. */
  async function withSample(request: FastifyRequest, user: User): Promise<FlashKey> {
    try {
      await deps.createSample(user, onBehalfOf(originOf(request), user));
      return 'set-up-with-sample';
    } catch (error) {
      request.log.error({ kind: 'sample-failed', err: error }, 'the sample space could not be made');
      return 'set-up-without-sample';
    }
  }

  async function showGone(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // Once there is an account, this is an address like any other that does not exist.
    if (await setup.isDone()) return deps.showFailure(request, reply, { statusCode: 404, message: '' });
    const { goneTitle, gone } = views.textOf(request).people.setup;
    return sendErrorPage(views.viewOf(request, reply), request, reply, 404, { title: goneTitle, text: [gone] });
  }

  function show(request: FastifyRequest, reply: FastifyReply, typed: Typed): FastifyReply {
    return sendPage(reply, setupPage(views.viewOf(request, reply), typed), { noReferrer: true });
  }
}

function setupPage(view: View, typed: Typed): string {
  const { people } = view.text;
  const { setup } = people;
  const { token, username, fullName, email, sample, errors } = typed;
  return page(view, {
    kind: 'bare',
    wide: true,
    title: setup.title,
    main: html`
      <h1>${setup.heading}</h1>
      ${box(
        form(view, {
          action: paths.setup,
          fields: { token },
          body: html`
            ${Object.keys(errors).length > 0 && notice({ tone: 'danger', announce: true, body: html`<p>${people.checkFields}</p>` })}
            <p>${setup.introduction}</p>
            ${textField({ name: 'username', label: people.username, hint: setup.usernameHint, value: username, error: errors.username, autocomplete: 'username', required: true })}
            ${textField({ name: 'fullName', label: people.fullName, hint: setup.fullNameHint, value: fullName, error: errors.fullName, autocomplete: 'name', required: true })}
            ${textField({ name: 'email', type: 'email', label: people.email, value: email, error: errors.email, autocomplete: 'email', required: true })}
            ${passwordField(view, { name: 'password', label: people.password, hint: setup.passwordHint, error: errors.password, autocomplete: 'new-password', required: true })}
            ${passwordField(view, { name: 'passwordAgain', label: setup.passwordAgain, error: errors.passwordAgain, autocomplete: 'new-password', required: true })}
            ${checkbox({ name: 'sample', label: setup.sample, hint: setup.sampleHint, checked: sample })}
            ${formActions(button({ label: setup.submit, kind: 'primary', wide: true }))}`,
        }),
      )}`,
  });
}
