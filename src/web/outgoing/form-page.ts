/** The form of an outgoing link, new or edited. The redirect URL comes first, because it is needed before anything else. */
import type { FoundEndpoints } from '../../applinks/outgoing/endpoints.ts';
import { clientAuths, type OutgoingLinkInput, type OutgoingLinkProblem } from '../../applinks/outgoing/link-input.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import { providerOf } from '../../applinks/outgoing/providers.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import { button, linkButton } from '../components/button.ts';
import { copyField } from '../components/copy.ts';
import { checkbox, nameField, passwordField, selectField, textArea, textField } from '../components/field.ts';
import { folded, form, formActions } from '../components/form.ts';
import { icon } from '../components/icon.ts';
import { pageHead } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { box, descriptionList } from '../components/section.ts';
import { linkConflict } from '../console/link-parts.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { outgoingCrumbs } from './outgoing-parts.ts';
import { outgoingPaths } from './outgoing-paths.ts';

export interface OutgoingFormProps {
  /** Undefined: a new link. */
  readonly link?: OutgoingLink;
  readonly input: OutgoingLinkInput;
  /** `updatedAt` of the link that somebody began to edit, when it is not the link's own any more. */
  readonly seen?: Milliseconds;
  /** Somebody else changed the link meanwhile: what was typed is shown again, and saved only when it is sent once more. */
  readonly conflict?: boolean;
  readonly redirectUri: string;
  readonly problems: readonly OutgoingLinkProblem[];
  /** What “Find endpoints” found. */
  readonly found?: Extract<FoundEndpoints, { readonly kind: 'found' }>;
}

/** The names of the buttons: what the form is posted for. */
export const formActs = { save: 'save', find: 'find' } as const;

export function outgoingFormPage(view: View, props: OutgoingFormProps): string {
  const { link, input, redirectUri, problems } = props;
  const words = view.text.outgoing.form;
  const providerTitle = view.text.outgoing.providers[input.provider].title;
  const title = link === undefined ? words.createTitle(providerTitle) : words.editTitle(link.name);
  const back = link === undefined ? paths.applicationLinks : outgoingPaths.of(link.linkKey);
  return page(view, {
    kind: 'console',
    title,
    current: 'application-links',
    main: html`${pageHead({
      title,
      breadcrumbs: outgoingCrumbs(view, link),
      description: link === undefined && words.createDescription,
    })}${
      problems.length > 0 &&
      notice({
        tone: 'danger',
        body: html`<p>${view.text.console.form.problems(view.format, problems.length)}</p>`,
        announce: true,
      })
    }${conflictNotice(view, props)}${form(view, {
      once: true,
      action: link === undefined ? outgoingPaths.create : outgoingPaths.edit(link.linkKey),
      fields: {
        provider: input.provider,
        linkKey: input.linkKey,
        ...(link && { seen: String(props.seen ?? link.updatedAt) }),
      },
      // The first button of a form is what Enter presses in a field.
      body: html`<button class="visually-hidden" type="submit" name="act" value="${formActs.save}" tabindex="-1" aria-hidden="true"></button>${box(copyField(view, { id: 'redirect-url', label: words.redirectUrl, value: redirectUri, hint: words.redirectHint }))}${about(view, props)}${where(view, props)}${client(view, props)}${advanced(view, props)}${formActions(html`${button({ label: link === undefined ? words.saveNew : words.save, kind: 'primary', name: 'act', value: formActs.save })}${linkButton({ label: view.text.components.cancel, href: address(view, back) })}`)}`,
    })}`,
  });
}

function conflictNotice(view: View, { link, conflict }: OutgoingFormProps): Html | undefined {
  if (link === undefined || !conflict) return undefined;
  return linkConflict(view, link.name, outgoingPaths.of(link.linkKey));
}

function about(view: View, { input, problems }: OutgoingFormProps): Html {
  const words = view.text.outgoing.form;
  return html`${nameField({ label: words.name, hint: words.nameHint, value: input.name, error: errorOf(problems, 'name') })}${textArea(
    {
      name: 'description',
      label: words.description,
      hint: words.descriptionHint,
      value: input.description,
      error: errorOf(problems, 'description'),
      maxLength: 500,
      rows: 2,
    },
  )}`;
}

/** Where the provider is: asked for, found, or typed in. */
function where(view: View, props: OutgoingFormProps): Html {
  const { input, problems, found } = props;
  const words = view.text.outgoing.form;
  const hints: Readonly<Record<string, string>> = words.addressHints;
  const isAsked = providerOf(input.provider)?.address.kind === 'asked';
  return html`${
    isAsked &&
    html`${textField({
      name: 'address',
      label: words.address,
      hint: hints[input.provider],
      value: input.address,
      error: errorOf(problems, 'address'),
      required: input.provider !== 'custom',
      type: 'url',
      autocomplete: 'off',
      placeholder: 'https://',
    })}<p><button class="button button-secondary button-small" type="submit" name="act" value="${formActs.find}" formnovalidate>${icon('search')}<span>${words.find}</span></button></p>`
  }${found && foundNotice(view, found, input)}${(input.provider === 'custom' || input.provider === 'microsoft') && endpointFields(view, props)}`;
}

function foundNotice(
  view: View,
  { endpoints, byMetadata }: NonNullable<OutgoingFormProps['found']>,
  input: OutgoingLinkInput,
): Html {
  const words = view.text.outgoing.form;
  return notice({
    tone: 'success',
    announce: true,
    body: html`<p>${byMetadata ? words.found(endpoints.issuer) : words.foundKnown}</p>${descriptionList([
      { term: words.authorizationEndpoint, value: html`<code>${endpoints.authorizationEndpoint}</code>` },
      { term: words.tokenEndpoint, value: html`<code>${endpoints.tokenEndpoint}</code>` },
      ...(endpoints.revocationEndpoint === ''
        ? []
        : [{ term: words.revocationEndpoint, value: html`<code>${endpoints.revocationEndpoint}</code>` }]),
    ])}${input.clientSecret !== '' && html`<p>${words.secretAgain}</p>`}`,
  });
}

function endpointFields(view: View, { input, problems }: OutgoingFormProps): Html {
  const words = view.text.outgoing.form;
  const names = ['authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint'] as const;
  return folded({
    summary: words.endpoints,
    open: problems.some(({ field }) => names.some((name) => name === field)) || input.provider === 'microsoft',
    body: html`<p class="field-hint">${input.provider === 'microsoft' ? words.microsoftHint : words.endpointsHint}</p>${names.map(
      (name) =>
        textField({
          name,
          label: words[name],
          hint: name === 'revocationEndpoint' && words.revocationHint,
          // What was found stands in the notice: it belongs to the address.
          value: input.address === '' ? input[name] : '',
          error: errorOf(problems, name),
          type: 'url',
          autocomplete: 'off',
        }),
    )}`,
  });
}

function client(view: View, { link, input, problems }: OutgoingFormProps): Html {
  const words = view.text.outgoing.form;
  return html`${textField({
    name: 'clientId',
    label: words.clientId,
    value: input.clientId,
    error: errorOf(problems, 'clientId'),
    required: true,
    monospace: true,
    autocomplete: 'off',
  })}${passwordField(view, {
    name: 'clientSecret',
    label: words.clientSecret,
    hint: link?.hasSecret ? words.clientSecretKept : words.clientSecretHint,
    error: errorOf(problems, 'clientSecret'),
    autocomplete: 'off',
  })}${textField({
    name: 'scope',
    label: words.scope,
    hint: input.provider === 'custom' ? `${words.scopeHint} ${words.offlineHint}` : words.scopeHint,
    value: input.scope,
    error: errorOf(problems, 'scope'),
    monospace: true,
    autocomplete: 'off',
  })}${checkbox({ name: 'forPeople', label: words.forPeople, hint: words.forPeopleHint, checked: input.forPeople })}`;
}

function advanced(view: View, { input, problems }: OutgoingFormProps): Html {
  const words = view.text.outgoing.form;
  return folded({
    summary: words.advanced,
    open: input.clientAuth === 'none',
    body: selectField({
      name: 'clientAuth',
      label: words.clientAuth,
      value: input.clientAuth,
      error: errorOf(problems, 'clientAuth'),
      options: clientAuths.map((value) => ({ value, label: words.clientAuths[value] })),
    }),
  });
}

function errorOf(problems: readonly OutgoingLinkProblem[], field: OutgoingLinkProblem['field']): string | undefined {
  return problems.find((problem) => problem.field === field)?.message;
}
