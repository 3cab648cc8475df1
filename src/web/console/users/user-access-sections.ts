/** A user's sessions, tokens, applications, and accounts at other services; each can be ended. */
import type { PersonalToken } from '../../../accounts/personal-tokens.ts';
import type { SessionInfo } from '../../../accounts/sessions.ts';
import type { User } from '../../../accounts/user.ts';
import type { OutgoingAccount } from '../../../applinks/outgoing/account-store.ts';
import { button, linkButton } from '../../components/button.ts';
import { form } from '../../components/form.ts';
import { section } from '../../components/section.ts';
import { tag } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { accountBadge } from '../../outgoing/account-parts.ts';
import { browserName } from '../../people/browser-name.ts';
import { scopeTags } from '../../people/scope-tags.ts';
import { address, type View } from '../../view.ts';
import { linkPaths } from '../link-paths.ts';
import { userPaths } from './user-paths.ts';

export interface AccessProps {
  readonly user: User;
  /** Whether this administrator may change the account. */
  readonly mayChange: boolean;
  readonly sessions: readonly SessionInfo[];
  readonly tokens: readonly PersonalToken[];
  /** How many applications the user lets act for them. */
  readonly applications: number;
  readonly connected: readonly { readonly service: string; readonly account: OutgoingAccount }[];
}

export function accessSections(view: View, props: AccessProps): Html {
  return html`${sessionSection(view, props)}${tokenSection(view, props)}${applicationSection(view, props)}${connectedSection(view, props)}`;
}

function sessionSection(view: View, { user, mayChange, sessions }: AccessProps): Html {
  const words = view.text.directory.users.page;
  const columns = view.text.people.sessions;
  const action = userPaths.endSession(user.userKey);
  return section({
    id: 'sessions',
    title: words.sessions,
    description: words.sessionsDescription,
    actions: mayChange && sessions.length > 1 && form(view, { action, body: button({ label: words.endAll, small: true }) }),
    body:
      sessions.length === 0
        ? html`<p class="muted">${words.noSessions}</p>`
        : table({
            caption: words.sessions,
            columns: [
              { label: columns.browser },
              { label: columns.address },
              { label: columns.started },
              { label: columns.lastSeen },
              { label: columns.actions, hideLabel: true, align: 'end' },
            ],
            rows: sessions.map((session) => {
              const name = browserName(view.text, session.userAgent);
              return [
                html`<span class="inline">${name}${session.remembered && tag(columns.remembered)}</span>`,
                html`<code>${session.remoteAddress}</code>`,
                relativeTime(view, session.createdAt),
                relativeTime(view, session.lastSeenAt),
                mayChange &&
                  form(view, {
                    action,
                    fields: { session: session.publicId },
                    body: smallButton(columns.end, columns.endOf(name)),
                  }),
              ];
            }),
          }),
  });
}

function tokenSection(view: View, { user, mayChange, tokens }: AccessProps): Html {
  const words = view.text.directory.users.page;
  const { permissions, allRights } = view.text.people.personalTokens;
  return section({
    id: 'tokens',
    title: words.tokens,
    description: words.tokensDescription,
    body:
      tokens.length === 0
        ? html`<p class="muted">${words.noTokens}</p>`
        : table({
            caption: words.tokens,
            columns: [
              { label: words.tokenName },
              { label: permissions },
              { label: words.tokenExpires },
              { label: words.tokenUsed },
              { label: words.revoke, hideLabel: true, align: 'end' },
            ],
            rows: tokens.map(({ id, name, scope, expiresAt, lastUsedAt }) => [
              name,
              scope === undefined ? tag(allRights) : scopeTags(view, scope),
              relativeTime(view, expiresAt),
              relativeTime(view, lastUsedAt),
              mayChange &&
                form(view, {
                  action: userPaths.revokeToken(user.userKey),
                  fields: { token: String(id) },
                  body: smallButton(words.revoke, words.revokeOf(name)),
                }),
            ]),
          }),
  });
}

function applicationSection(view: View, { user, applications }: AccessProps): Html {
  const words = view.text.directory.users.page;
  return section({
    title: words.applications,
    description: words.applicationsDescription,
    actions:
      applications > 0 &&
      linkButton({
        label: words.showApplications,
        href: address(view, linkPaths.applicationsOf(user.userKey)),
        small: true,
      }),
    body: html`<p class="muted">${applications === 0 ? words.noApplications : words.applicationCount(view.format, applications)}</p>`,
  });
}

function connectedSection(view: View, { connected }: AccessProps): Html | undefined {
  if (connected.length === 0) return undefined;
  const words = view.text.directory.users.page;
  return section({
    title: words.connected,
    description: words.connectedDescription,
    body: table({
      caption: words.connected,
      columns: [{ label: words.service }, { label: view.text.directory.users.columns.state }, { label: words.connectedSince }],
      rows: connected.map(({ service, account }) => [
        service,
        accountBadge(view, account),
        relativeTime(view, account.connectedAt),
      ]),
    }),
  });
}

function smallButton(label: string, described: string): Html {
  return html`<button class="button button-secondary button-small" type="submit" aria-label="${described}">${label}</button>`;
}
