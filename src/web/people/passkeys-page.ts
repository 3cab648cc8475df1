/** One's own passkeys: adding, naming and deleting them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { longestPasskeyName, type Passkey, type PasskeyProblem, type Passkeys } from '../../accounts/second-factors/passkeys.ts';
import type { TwoStep } from '../../accounts/second-factors/two-step.ts';
import { originOf } from '../../audit/origin.ts';
import { beforeTwoStep, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { confirmation } from '../components/dialog.ts';
import { textField } from '../components/field.ts';
import { breadcrumbs } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { passkeyForm } from '../components/passkey-form.ts';
import { box, section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { fieldOf } from '../form-body.ts';
import { html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { address, type View } from '../view.ts';
import type { FreshProof } from './fresh-proof.ts';
import { profilePage } from './profile-page.ts';
import { answerIn } from './second-step.ts';
import { signedIn } from './signed-in.ts';
import { nextOf } from './two-step-page.ts';
import { keptNotice, recoveryCodesPage } from './two-step-pages.ts';

export interface PasskeysDeps {
  readonly views: PageViews;
  readonly freshProof: FreshProof;
  readonly passkeys: Passkeys;
  readonly twoStep: Pick<TwoStep, 'overview'>;
}

export function registerPasskeys(app: App, { views, freshProof, passkeys, twoStep }: PasskeysDeps): void {
  const config = { access: beforeTwoStep(pageRoute()) };

  app.get(paths.passkeys, { config }, async (request, reply) => {
    // A passkey that was made in vain would stay on the device: the password is asked for before.
    if (!(await freshProof(request, reply))) return reply;
    return show(request, reply, { name: '', next: nextOf(request.query, views.basePath) });
  });

  app.post(paths.passkeys, { config }, async (request, reply) => {
    const { body } = request;
    const next = nextOf(body, views.basePath);
    if (!(await freshProof(request, reply, paths.passkeys))) return reply;
    const name = fieldOf(body, 'name');
    const outcome = await passkeys.register(signedIn(request).person, { name, ...answerIn(body) }, originOf(request));
    if (outcome.outcome === 'refused') return show(request, reply.code(422), { name, next, problem: outcome.problem });
    if (outcome.recoveryCodes === undefined) return views.goOn(reply, paths.passkeys, 'passkey-added');
    return sendPage(reply, recoveryCodesPage(views.viewOf(request, reply), outcome.recoveryCodes, next));
  });

  app.get(paths.deletePasskey, { config }, (request, reply) =>
    showDeletion(request, reply, fieldOf(request.query, 'passkey'), false),
  );

  app.post(paths.deletePasskey, { config }, async (request, reply) => {
    const id = fieldOf(request.body, 'passkey');
    if (!(await freshProof(request, reply))) return reply;
    const { person } = signedIn(request);
    const { outcome } = await passkeys.remove(person.id, passkeyId(id), originOf(request));
    if (outcome === 'required') return showDeletion(request, reply.code(422), id, true);
    return views.goOn(reply, paths.passkeys, outcome === 'removed' ? 'passkey-deleted' : 'factor-gone');
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: { readonly name: string; readonly next: string; readonly problem?: PasskeyProblem },
  ): Promise<FastifyReply> {
    const { person } = signedIn(request);
    const view = views.viewOf(request, reply);
    const document = passkeysPage(view, {
      ...typed,
      list: await passkeys.ofUser(person.id),
      isOn: (await twoStep.overview(person.id)).since !== null,
      options: passkeys.isAvailable ? await passkeys.offerRegistration(person, view.csrfToken) : undefined,
    });
    return sendPage(reply, document);
  }

  async function showDeletion(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    isRefused: boolean,
  ): Promise<FastifyReply> {
    const { person } = signedIn(request);
    const list = await passkeys.ofUser(person.id);
    const passkey = list.find((each) => String(each.id) === id);
    if (passkey === undefined) return views.goOn(reply, paths.passkeys);
    const isLast = list.length === 1 && (await twoStep.overview(person.id)).app === undefined;
    return sendPage(reply, deletePasskeyPage(views.viewOf(request, reply), passkey, { isLast, isRefused }));
  }
}

/** @returns the number in a form or an address; 0, which no passkey has, for anything else */
export function passkeyId(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function passkeysPage(
  view: View,
  props: {
    readonly list: readonly Passkey[];
    readonly isOn: boolean;
    readonly options: object | undefined;
    readonly name: string;
    readonly next: string;
    readonly problem?: PasskeyProblem;
  },
): string {
  const { passkeys } = view.text.twoStep;
  const { list, isOn, options, name, next, problem } = props;
  const sentence = problem && passkeys.problem(problem);
  const ofName = problem === 'name-missing' || problem === 'name-too-long';
  return profilePage(view, {
    current: 'passkeys',
    title: passkeys.title,
    description: passkeys.description,
    body: html`
      ${sentence && !ofName && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${sentence}</p>` })}</div>`}
      ${options === undefined && html`<div class="flash">${notice({ tone: 'info', body: html`<p>${passkeys.unavailable}</p>` })}</div>`}
      ${section({
        title: passkeys.list,
        body:
          list.length === 0
            ? html`<p class="muted">${passkeys.none}</p>`
            : table({
                caption: passkeys.list,
                columns: [
                  { label: passkeys.name },
                  { label: passkeys.added },
                  { label: passkeys.lastUsed },
                  { label: passkeys.actions },
                ],
                rows: list.map((passkey) => [
                  html`<bdi>${passkey.name}</bdi>`,
                  relativeTime(view, passkey.createdAt),
                  relativeTime(view, passkey.lastUsedAt),
                  html`<span class="inline"><a class="button button-secondary button-small" href="${address(view, paths.renamePasskey)}?passkey=${passkey.id}" aria-label="${passkeys.renameOf(passkey.name)}">${passkeys.rename}</a><a class="button button-secondary button-small" href="${address(view, paths.deletePasskey)}?passkey=${passkey.id}" aria-label="${passkeys.deleteOf(passkey.name)}">${passkeys.delete}</a></span>`,
                ]),
              }),
      })}
      ${
        options &&
        section({
          title: passkeys.add,
          ...(!isOn && { description: passkeys.turnsOn }),
          body: box(html`
            ${passkeyForm(view, {
              action: paths.passkeys,
              kind: 'create',
              options,
              label: passkeys.add,
              primary: true,
              fields: { next },
              body: textField({
                name: 'name',
                label: passkeys.name,
                hint: passkeys.nameHint,
                value: name,
                error: ofName && sentence,
                required: true,
                maxLength: longestPasskeyName,
                autocomplete: 'off',
              }),
            })}
            <p class="without-script">${passkeys.needsScript}</p>`),
        })
      }`,
  });
}

function deletePasskeyPage(
  view: View,
  { id, name }: Passkey,
  { isLast, isRefused }: { readonly isLast: boolean; readonly isRefused: boolean },
): string {
  const { passkeys } = view.text.twoStep;
  return profilePage(view, {
    current: 'passkeys',
    title: passkeys.confirmTitle(name),
    breadcrumbs: breadcrumbs(view, [{ label: passkeys.title, href: address(view, paths.passkeys) }]),
    body: html`
      ${isRefused && keptNotice(view)}
      ${box(
        confirmation(view, {
          consequences: [passkeys.stops, ...(isLast ? [passkeys.off] : [])],
          action: paths.deletePasskey,
          fields: { passkey: String(id) },
          confirmLabel: passkeys.confirm,
          cancelHref: address(view, paths.passkeys),
        }),
      )}`,
  });
}
