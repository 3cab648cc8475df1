/** The form of an incoming link: a new one, or one that is edited. */
import type { LinkInput, LinkProblem } from '../../applinks/link-form.ts';
import type { Link } from '../../applinks/links.ts';
import type { Milliseconds, Seconds } from '../../foundation/clock.ts';
import { mostRedirectUris } from '../../oauth/redirect-uri.ts';
import { button, linkButton } from '../components/button.ts';
import { checkbox, nameField, textField } from '../components/field.ts';
import { folded, form, formActions } from '../components/form.ts';
import { pageHead } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { radioCards } from '../components/radio-cards.ts';
import { repeatableRows } from '../components/repeatable-rows.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { linkConflict, linkCrumbs, spanInWords } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';
import { scopeCards } from './scope-cards.ts';

export interface LinkFormProps {
  /** Undefined: a new link. */
  readonly link?: Link;
  readonly input: LinkInput;
  /** `updatedAt` of the link that somebody began to edit, when it is not the link's own any more. */
  readonly seen?: Milliseconds;
  /** Somebody else changed the link meanwhile: what was typed is shown again, and saved only when it is sent once more. */
  readonly conflict?: boolean;
  readonly problems: readonly LinkProblem[];
  /** Whether System admin is offered. */
  readonly mayGrantSystemAdmin: boolean;
  /** What tokens live where the link does not say. */
  readonly accessTokenSeconds: Seconds;
  readonly refreshTokenSeconds: Seconds;
}

export function linkFormPage(view: View, props: LinkFormProps): string {
  const { link } = props;
  const words = view.text.console.form;
  const title = link === undefined ? words.createTitle : words.editTitle(link.name);
  const back = link === undefined ? linkPaths.list : linkPaths.of(link.id);
  return page(view, {
    kind: 'console',
    title,
    current: 'application-links',
    main: html`${pageHead({ title, breadcrumbs: linkCrumbs(view, link), description: link === undefined && words.createDescription })}${
      props.problems.length > 0 &&
      notice({ tone: 'danger', body: html`<p>${words.problems(view.format, props.problems.length)}</p>`, announce: true })
    }${props.conflict && link !== undefined ? linkConflict(view, link.name, linkPaths.of(link.id)) : ''}${form(view, {
      once: true,
      action: link === undefined ? linkPaths.createIncoming : linkPaths.edit(link.id),
      ...(link && { fields: { seen: String(props.seen ?? link.updatedAt) } }),
      body: html`${basics(view, props)}${advanced(view, props)}${formActions(html`${button({ label: link === undefined ? words.saveNew : words.save, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, back) })}`)}`,
    })}`,
  });
}

function basics(view: View, { input, problems, mayGrantSystemAdmin }: LinkFormProps): Html {
  const words = view.text.console.form;
  const ofRedirects = problems.filter(({ field }) => field === 'redirectUris');
  const rows = Math.max(1, input.redirectUris.length);
  return html`${nameField({ label: words.name, hint: words.nameHint, value: input.name, error: errorOf(problems, 'name') })}${repeatableRows(
    view,
    {
      name: 'redirectUris',
      label: words.redirectUrl,
      legend: words.redirectUrls,
      hint: words.redirectHint,
      values: input.redirectUris,
      errors: Array.from({ length: rows }, (_, row) => ofRedirects.find(({ index = 0 }) => index === row)?.message),
      most: mostRedirectUris,
      checkAt: linkPaths.checkRedirectUrl,
      checkWith: 'clientType',
      placeholder: 'https://app.example.com/callback',
      addLabel: words.addRedirect,
    },
  )}${scopeCards(view, {
    legend: words.permissions,
    hint: words.permissionsHint,
    describe: (scope) => view.text.console.scopes[scope].description,
    error: errorOf(problems, 'scope'),
    value: input.scope,
    mayGrantSystemAdmin,
  })}${radioCards({
    name: 'clientType',
    legend: words.clientType,
    error: errorOf(problems, 'clientType'),
    value: input.clientType,
    columns: true,
    options: [
      { value: 'confidential', title: words.confidential, description: words.confidentialDescription, icon: 'lock' },
      { value: 'public', title: words.public, description: words.publicDescription, icon: 'application' },
    ],
  })}`;
}

function advanced(view: View, props: LinkFormProps): Html {
  const { input, link, problems } = props;
  const words = view.text.console.form;
  const box = (name: keyof typeof advancedBoxes) =>
    checkbox({
      name,
      label: words[name],
      hint: words[advancedBoxes[name]],
      checked: input[name],
      error: errorOf(problems, name),
    });
  const life = (name: 'accessTokenSeconds' | 'refreshTokenSeconds') =>
    textField({
      name,
      label: words[name],
      hint: words.lifetimeHint(spanInWords(view, props[name])),
      value: input[name],
      error: errorOf(problems, name),
      autocomplete: 'off',
    });
  return folded({
    summary: words.advanced,
    open: problems.some(
      ({ field }) => field in advancedBoxes || field === 'accessTokenSeconds' || field === 'refreshTokenSeconds',
    ),
    body: html`${box('requirePkce')}${box('allowPlain')}${box('allowQueryCredentials')}${box('skipConsent')}${box('resourceServer')}${life('accessTokenSeconds')}${life('refreshTokenSeconds')}<p class="field-hint">${
      link === undefined
        ? words.logoNoteNew
        : html`<a href="${address(view, `${linkPaths.of(link.id)}#logo`)}">${words.logoNote}</a>`
    }</p>`,
  });
}

/** The boxes under Advanced, each with the name of its hint. */
const advancedBoxes = {
  requirePkce: 'requirePkceHint',
  allowPlain: 'allowPlainHint',
  allowQueryCredentials: 'allowQueryCredentialsHint',
  skipConsent: 'skipConsentHint',
  resourceServer: 'resourceServerHint',
} as const;

function errorOf(problems: readonly LinkProblem[], field: LinkProblem['field']): string | undefined {
  return problems.find((problem) => problem.field === field)?.message;
}
