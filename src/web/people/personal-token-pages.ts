/** The look of the pages of one's own access tokens. */
import { longestTokenName, type PersonalToken, type PersonalTokenProblem } from '../../accounts/personal-tokens.ts';
import { scopeCovers, scopeKeys } from '../../http/caller.ts';
import { button, linkButton } from '../components/button.ts';
import { codeBlock, copyField } from '../components/copy.ts';
import { confirmation } from '../components/dialog.ts';
import { textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { guideLink } from '../components/guide-link.ts';
import { breadcrumbs } from '../components/navigation.ts';
import { emptyState, notice } from '../components/notice.ts';
import { radioCards } from '../components/radio-cards.ts';
import { box } from '../components/section.ts';
import { tag } from '../components/status.ts';
import { table } from '../components/table.ts';
import { dateTime, relativeTime } from '../components/time.ts';
import { scopeIcons } from '../consent/scope-icons.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { profilePage } from './profile-page.ts';
import { scopeTags } from './scope-tags.ts';

/** The form as it was filled in. */
export interface TypedToken {
  readonly name: string;
  readonly days: string;
  /** A scope key; anything else: all rights. */
  readonly scope: string;
}

export function personalTokensPage(view: View, list: readonly PersonalToken[]): string {
  const { personalTokens } = view.text.people;
  const create = linkButton({
    label: personalTokens.create,
    href: address(view, paths.createPersonalToken),
    kind: 'primary',
    icon: 'add',
  });
  return profilePage(view, {
    current: 'personalTokens',
    title: personalTokens.title,
    description: personalTokens.description,
    actions: list.length > 0 && create,
    body:
      list.length === 0
        ? emptyState({
            icon: 'key',
            title: personalTokens.empty,
            body: personalTokens.emptyBody,
            action: create,
            guide: guideLink(view, 'using#personal-access-tokens'),
          })
        : table({
            caption: personalTokens.title,
            columns: [
              { label: personalTokens.name },
              { label: personalTokens.permissions },
              { label: personalTokens.created },
              { label: personalTokens.expires },
              { label: personalTokens.lastUsed },
              { label: personalTokens.lastAddress },
              { label: personalTokens.actions, hideLabel: true, align: 'end' },
            ],
            rows: list.map((token) => row(view, token)),
          }),
  });
}

function row(view: View, token: PersonalToken): readonly Renderable[] {
  const { personalTokens } = view.text.people;
  const { id, name, scope, createdAt, expiresAt, lastUsedAt, lastUsedAddress } = token;
  return [
    html`<bdi>${name}</bdi>`,
    scope === undefined ? tag(personalTokens.allRights) : scopeTags(view, scope),
    relativeTime(view, createdAt),
    relativeTime(view, expiresAt),
    relativeTime(view, lastUsedAt),
    lastUsedAddress ?? personalTokens.none,
    html`<a class="button button-secondary button-small" href="${address(view, paths.revokePersonalToken)}?token=${id}" aria-label="${personalTokens.revokeOf(name)}">${personalTokens.revoke}</a>`,
  ];
}

export function createTokenPage(
  view: View,
  props: { readonly typed: TypedToken; readonly problem: PersonalTokenProblem | undefined; readonly mostDays: number },
): string {
  const { typed, problem, mostDays } = props;
  const { people } = view.text;
  const { personalTokens } = people;
  const sentence = problem && personalTokens.problem(problem, mostDays);
  const ofName = problem === 'name-missing' || problem === 'name-too-long';
  const ofDays = problem === 'days-invalid' || problem === 'days-too-many';
  return profilePage(view, {
    current: 'personalTokens',
    title: personalTokens.create,
    breadcrumbs: breadcrumbs(view, [{ label: personalTokens.title, href: address(view, paths.personalTokens) }]),
    body: html`
      ${sentence && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${ofName || ofDays ? people.checkFields : sentence}</p>` })}</div>`}
      ${box(
        form(view, {
          once: true,
          action: paths.createPersonalToken,
          body: html`
            ${textField({
              name: 'name',
              label: personalTokens.name,
              hint: personalTokens.nameHint,
              value: typed.name,
              required: true,
              maxLength: longestTokenName,
              autocomplete: 'off',
              error: ofName && sentence,
            })}
            ${textField({
              name: 'days',
              type: 'number',
              label: personalTokens.days,
              hint: personalTokens.daysHint(mostDays),
              value: typed.days,
              autocomplete: 'off',
              error: ofDays && sentence,
            })}
            ${permissionCards(view, typed.scope)}
            ${formActions([
              button({ label: personalTokens.create, kind: 'primary' }),
              linkButton({ label: view.text.components.cancel, href: address(view, paths.personalTokens) }),
            ])}`,
        }),
      )}`,
  });
}

function permissionCards(view: View, chosen: string): Html {
  const { people, consent } = view.text;
  const { personalTokens } = people;
  const offered = view.viewer?.isAdministrator ? scopeKeys : scopeKeys.filter((key) => !scopeCovers(key, 'ADMIN'));
  return radioCards({
    name: 'scope',
    legend: personalTokens.permissions,
    value: offered.find((key) => key === chosen) ?? 'all',
    options: [
      { value: 'all', title: personalTokens.allRightsTitle, description: personalTokens.allRightsHint, icon: 'user' },
      ...offered.map((key) => ({
        value: key,
        title: consent.scopes[key].title,
        description: consent.scopes[key].description,
        icon: scopeIcons[key],
        strong: scopeCovers(key, 'ADMIN'),
      })),
    ],
  });
}

/** The one page that ever shows the token. */
export function createdTokenPage(
  view: View,
  created: { readonly token: PersonalToken; readonly rawToken: string; readonly baseUrl: string },
): string {
  const { personalTokens } = view.text.people;
  const { token, rawToken } = created;
  const command = `curl -H "Authorization: Bearer ${rawToken}" ${created.baseUrl}/rest/api/user/current`;
  return profilePage(view, {
    current: 'personalTokens',
    title: personalTokens.createdTitle(token.name),
    breadcrumbs: breadcrumbs(view, [{ label: personalTokens.title, href: address(view, paths.personalTokens) }]),
    body: html`
      <div class="flash">${notice({ tone: 'warning', announce: true, body: html`<p>${personalTokens.createdNotice}</p>` })}</div>
      ${box(html`
        ${copyField(view, { id: 'personal-token', label: personalTokens.token, value: rawToken })}
        ${token.expiresAt !== null && html`<p>${personalTokens.expires}: ${dateTime(view, token.expiresAt)}</p>`}
        ${codeBlock(view, { id: 'personal-token-usage', label: personalTokens.usage, code: command, secret: rawToken })}
        ${formActions(linkButton({ label: personalTokens.back, href: address(view, paths.personalTokens) }))}`)}`,
  });
}

export function revokeTokenPage(view: View, { id, name }: PersonalToken): string {
  const { personalTokens } = view.text.people;
  return profilePage(view, {
    current: 'personalTokens',
    title: personalTokens.confirmTitle(name),
    breadcrumbs: breadcrumbs(view, [{ label: personalTokens.title, href: address(view, paths.personalTokens) }]),
    body: box(
      confirmation(view, {
        consequences: [personalTokens.stops, personalTokens.forEver],
        action: paths.revokePersonalToken,
        fields: { token: String(id) },
        confirmLabel: personalTokens.confirm,
        cancelHref: address(view, paths.personalTokens),
      }),
    ),
  });
}
