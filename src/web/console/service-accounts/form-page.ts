/** The form of a service account: a new one, or one that is edited. */
import type { ServiceAccountInput, ServiceAccountProblem } from '../../../applinks/service-account-form.ts';
import type { ServiceAccount } from '../../../applinks/service-account-reads.ts';
import type { Milliseconds, Seconds } from '../../../foundation/clock.ts';
import { button, linkButton } from '../../components/button.ts';
import { nameField, textArea, textField } from '../../components/field.ts';
import { folded, form, formActions } from '../../components/form.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { radioCards } from '../../components/radio-cards.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { spanInWords } from '../link-parts.ts';
import { scopeCards } from '../scope-cards.ts';
import { accountCrumbs } from './account-parts.ts';
import { accountPaths } from './account-paths.ts';

export interface AccountFormProps {
  /** Undefined: a new account. */
  readonly account?: ServiceAccount;
  readonly input: ServiceAccountInput;
  readonly problems: readonly ServiceAccountProblem[];
  /** `updatedAt` of the account that somebody began to edit, when it is not the account's own any more. */
  readonly seen?: Milliseconds;
  /** Somebody else changed the account meanwhile: what was typed is shown again, and saved only when it is sent once more. */
  readonly conflict?: boolean;
  /** Whether System admin is offered. */
  readonly mayGrantSystemAdmin: boolean;
  /** What tokens live where the account does not say. */
  readonly accessTokenSeconds: Seconds;
}

export function accountFormPage(view: View, props: AccountFormProps): string {
  const { account, problems } = props;
  const { form: shared, serviceAccounts } = view.text.console;
  const words = serviceAccounts.form;
  const title = account === undefined ? words.createTitle : words.editTitle(account.name);
  const back = account === undefined ? accountPaths.list : accountPaths.of(account.id);
  return page(view, {
    kind: 'console',
    title,
    current: 'service-accounts',
    main: html`${pageHead({ title, breadcrumbs: accountCrumbs(view, account), description: account === undefined && words.createDescription })}${
      problems.length > 0 &&
      notice({ tone: 'danger', body: html`<p>${shared.problems(view.format, problems.length)}</p>`, announce: true })
    }${conflictNotice(view, props)}${form(view, {
      once: true,
      action: account === undefined ? accountPaths.create : accountPaths.edit(account.id),
      ...(account && { fields: { seen: String(props.seen ?? account.updatedAt) } }),
      body: html`${basics(view, props)}${where(view, props)}${ends(view, props)}${formActions(html`${button({ label: account === undefined ? shared.saveNew : shared.save, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, back) })}`)}`,
    })}`,
  });
}

function conflictNotice(view: View, { account, conflict }: AccountFormProps): Html | undefined {
  if (account === undefined || !conflict) return undefined;
  const words = view.text.console.serviceAccounts.form;
  const current = html`<a href="${address(view, accountPaths.of(account.id))}">${words.conflictLook(account.name)}</a>`;
  return notice({ tone: 'warning', body: html`<p>${words.conflict} ${current}</p>`, announce: true });
}

function basics(view: View, { input, problems, mayGrantSystemAdmin }: AccountFormProps): Html {
  const words = view.text.console.serviceAccounts.form;
  return html`${nameField({ label: words.name, hint: words.nameHint, value: input.name, error: errorOf(problems, 'name') })}${textArea(
    {
      name: 'description',
      label: words.describe,
      hint: words.describeHint,
      value: input.description,
      error: errorOf(problems, 'description'),
      rows: 2,
      maxLength: 1000,
    },
  )}${scopeCards(view, {
    legend: words.permissions,
    hint: words.permissionsHint,
    describe: (scope) => words.scopes[scope],
    value: input.scope,
    error: errorOf(problems, 'scope'),
    mayGrantSystemAdmin,
  })}${textField({
    name: 'groups',
    label: words.groups,
    hint: words.groupsHint,
    value: input.groups.join(', '),
    error: errorOf(problems, 'groups'),
    autocomplete: 'off',
  })}`;
}

function where(view: View, { input, problems }: AccountFormProps): Html {
  const words = view.text.console.serviceAccounts.form;
  const keys = (name: 'spacesToWrite' | 'spacesToRead', access: 'write' | 'read') =>
    textField({
      name,
      label: words[name],
      hint: words.spacesHint,
      value: input.spaces
        .filter((space) => space.access === access)
        .map(({ key }) => key)
        .join(', '),
      error: problems
        .filter(({ field, index }) => field === 'spaces' && (input.spaces[index ?? 0]?.access ?? 'write') === access)
        .map(({ message }) => message)
        .join(' '),
      monospace: true,
      autocomplete: 'off',
    });
  return html`${radioCards({
    name: 'reach',
    legend: words.reach,
    hint: words.reachHint,
    error: errorOf(problems, 'reach'),
    value: input.reach,
    columns: true,
    options: [
      { value: 'all', title: words.all, description: words.allDescription, icon: 'home' },
      { value: 'listed', title: words.listed, description: words.listedDescription, icon: 'space' },
    ],
  })}${keys('spacesToWrite', 'write')}${keys('spacesToRead', 'read')}`;
}

function ends(view: View, { input, problems, accessTokenSeconds }: AccountFormProps): Html {
  const { form: shared, serviceAccounts } = view.text.console;
  const words = serviceAccounts.form;
  const error = errorOf(problems, 'accessTokenSeconds');
  return html`${textField({
    name: 'lastDay',
    label: words.lastDay,
    hint: words.lastDayHint,
    type: 'date',
    value: input.lastDay,
    error: errorOf(problems, 'lastDay'),
  })}${folded({
    summary: words.advanced,
    open: error !== undefined,
    body: textField({
      name: 'accessTokenSeconds',
      label: shared.accessTokenSeconds,
      hint: shared.lifetimeHint(spanInWords(view, accessTokenSeconds)),
      value: input.accessTokenSeconds,
      error,
      autocomplete: 'off',
    }),
  })}`;
}

function errorOf(problems: readonly ServiceAccountProblem[], field: ServiceAccountProblem['field']): string | undefined {
  return problems.find((problem) => problem.field === field)?.message;
}
