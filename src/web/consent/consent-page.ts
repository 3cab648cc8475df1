/**
 * The page on which a person decides what an application may do. What the application chose (its name, where it leads) is shown as
 * plain text, set apart from Weir's own words.
 */
import { type Scope, scopeCovers, scopeKeys } from '../../http/caller.ts';
import type { ConsentView } from '../../oauth/authorize/consent.ts';
import { endpointPaths } from '../../oauth/vocabulary.ts';
import { joinedMarks } from '../components/avatar.ts';
import { button } from '../components/button.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { type Permission, permissionList } from '../components/permissions.ts';
import { descriptionList } from '../components/section.ts';
import { dateTime } from '../components/time.ts';
import { linkPaths } from '../console/link-paths.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import type { Catalogue } from '../text/english.ts';
import { address, type View } from '../view.ts';
import { scopeIcons } from './scope-icons.ts';

/** The values of the two buttons' field `decision`. */
export const decisions = { allow: 'allow', deny: 'deny' } as const;

/** @param requestId names the request in the form; secret */
export function consentPage(view: View, question: ConsentView, requestId: string): string {
  const { consent } = view.text;
  const { client } = question;
  return page(view, {
    kind: 'bare',
    withoutMark: true,
    wide: true,
    title: consent.title(client.name),
    main: html`
      ${joinedMarks({ name: client.name, src: logo(view, client) })}
      <h1 class="consent-question"><bdi>${client.name}</bdi> <span>${consent.wantsToUse(view.siteName)}</span> <bdi>${view.viewer?.fullName}</bdi></h1>
      ${form(view, {
        action: endpointPaths.consent,
        fields: { request: requestId },
        body: html`
          <section class="stack" aria-label="${consent.permissions}">
            ${permissionList(permissionsUpTo(view.text, question.scope))}
            <p class="muted">${consent.limit} ${consent.revocable}</p>
          </section>
          ${descriptionList([
            { term: consent.goesTo, value: destination(view, question.redirectHost) },
            { term: consent.registeredBy, value: registration(view, client) },
          ])}
          ${question.leadsToThisComputer && notice({ tone: 'warning', body: html`<p>${consent.thisComputer}</p>` })}
          ${formActions(
            html`${button({ label: consent.deny, name: 'decision', value: decisions.deny, wide: true })}${button({ label: consent.allow, kind: 'primary', name: 'decision', value: decisions.allow, wide: true })}`,
            'pair',
          )}`,
      })}`,
  });
}

/** @returns every permission that a scope gives, with what it implies, from the narrowest on */
function permissionsUpTo({ consent }: Catalogue, widest: Scope): readonly Permission[] {
  return scopeKeys
    .filter((scope) => scopeCovers(widest, scope))
    .map((scope) => ({ icon: scopeIcons[scope], strong: isStrong(scope), ...consent.scopes[scope] }));
}

/** What goes beyond pages: it is set apart. */
function isStrong(scope: Scope): boolean {
  return scopeCovers(scope, 'ADMIN');
}

function destination({ text }: View, redirectHost: string): Html {
  return html`<strong>${redirectHost.endsWith(':') ? text.consent.goesToApplication(redirectHost) : redirectHost}</strong>`;
}

function registration(view: View, { createdByName, createdAt }: ConsentView['client']): Html {
  return html`<bdi>${createdByName ?? view.text.consent.registeredByNobody}</bdi>, ${dateTime(view, createdAt)}`;
}

function logo(view: View, { hasLogo, clientId }: ConsentView['client']): string | undefined {
  return hasLogo ? address(view, linkPaths.publicLogo(clientId)) : undefined;
}
