/** The look of the pages of two-step sign-in. */
import { totpAddress } from '../../accounts/second-factors/totp.ts';
import type { ProposedApp, TwoStepOverview } from '../../accounts/second-factors/two-step.ts';
import { button, linkButton } from '../components/button.ts';
import { codeBlock, copyField } from '../components/copy.ts';
import { confirmation } from '../components/dialog.ts';
import { textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { breadcrumbs } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { box, section } from '../components/section.ts';
import { stateBadge } from '../components/status.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { profilePage } from './profile-page.ts';

/** @param next where the person was headed; empty: nowhere */
export function twoStepPage(view: View, overview: TwoStepOverview, next: string): string {
  const { page } = view.text.twoStep;
  const { since, isRequired, app, passkeys, recoveryCodesLeft } = overview;
  const isOn = since !== null;
  return profilePage(view, {
    current: 'twoStep',
    title: page.title,
    description: page.description,
    body: html`
      ${isRequired && !isOn && html`<div class="flash">${notice({ tone: 'warning', announce: true, body: html`<p>${page.required}</p>` })}</div>`}
      ${box(html`
        <p class="inline">${stateBadge(isOn ? 'good' : 'idle', isOn ? page.on : page.off)}${isOn && html`<span class="muted">${page.since} ${relativeTime(view, since)}</span>`}</p>
        ${isRequired && isOn && html`<p>${page.isRequired}</p>`}
        <p class="muted">${page.basicStops}</p>`)}
      ${section({
        title: page.app,
        description: page.appDescription,
        body: box(
          app === undefined
            ? html`<p class="inline">${stateBadge('idle', page.appNotThere)}</p>${formActions(linkButton({ label: page.setUpApp, href: withNext(view, paths.addAuthenticatorApp, next), kind: isOn ? 'secondary' : 'primary' }))}`
            : html`<p class="inline">${stateBadge('good', page.appThere)}<span class="muted">${page.lastUsed}:</span> ${relativeTime(view, app.lastUsedAt)}</p>${formActions(linkButton({ label: page.removeApp, href: address(view, paths.removeAuthenticatorApp) }))}`,
        ),
      })}
      ${section({
        title: page.passkeys,
        description: page.passkeysDescription,
        body: box(html`
          <p class="inline">${stateBadge(passkeys > 0 ? 'good' : 'idle', page.passkeysCount(view.format, passkeys))}</p>
          ${formActions(linkButton({ label: passkeys > 0 ? page.manage : page.addPasskey, href: withNext(view, paths.passkeys, next) }))}`),
      })}
      ${
        isOn &&
        section({
          title: page.codes,
          description: page.codesDescription,
          body: box(html`
            <p class="inline">${stateBadge(recoveryCodesLeft > 2 ? 'good' : 'warning', page.codesLeft(view.format, recoveryCodesLeft))}</p>
            ${formActions(linkButton({ label: page.renew, href: address(view, paths.renewRecoveryCodes) }))}`),
        })
      }`,
  });
}

export async function addAppPage(
  view: View,
  props: { readonly proposed: ProposedApp; readonly isWrong: boolean; readonly next: string },
): Promise<string> {
  const { app } = view.text.twoStep;
  const { proposed, isWrong, next } = props;
  const { secret, sealed } = proposed;
  const picture = await qrCode(totpAddress(secret, view.siteName, view.viewer?.username ?? ''), app.picture);
  return profilePage(view, {
    current: 'twoStep',
    title: app.title,
    breadcrumbs: upTo(view),
    body: box(html`
      <p>${app.scan}</p>
      ${picture}
      ${copyField(view, { id: 'authenticator-key', label: app.key, value: secret.replace(/.{4}(?=.)/g, '$& ') })}
      ${form(view, {
        action: paths.addAuthenticatorApp,
        fields: { key: sealed, next },
        body: html`
          ${textField({ name: 'code', label: app.code, hint: app.codeHint, error: isWrong && app.wrong, autocomplete: 'one-time-code', inputMode: 'numeric', monospace: true, required: true, autofocus: isWrong })}
          ${formActions([button({ label: app.submit, kind: 'primary' }), linkButton({ label: view.text.components.cancel, href: address(view, paths.twoStep) })])}`,
      })}`),
  });
}

export function removeAppPage(view: View, props: { readonly isLast: boolean; readonly isRefused: boolean }): string {
  const { removeApp, page } = view.text.twoStep;
  return profilePage(view, {
    current: 'twoStep',
    title: removeApp.title,
    breadcrumbs: upTo(view),
    body: html`
      ${props.isRefused && keptNotice(view)}
      ${box(
        confirmation(view, {
          consequences: [removeApp.stops, props.isLast ? removeApp.off : removeApp.stays],
          action: paths.removeAuthenticatorApp,
          confirmLabel: page.removeApp,
          cancelHref: address(view, paths.twoStep),
        }),
      )}`,
  });
}

export function renewCodesPage(view: View): string {
  const { codes } = view.text.twoStep;
  return profilePage(view, {
    current: 'twoStep',
    title: codes.renewTitle,
    breadcrumbs: upTo(view),
    body: box(
      confirmation(view, {
        consequences: [codes.renewStops, codes.renewShown],
        action: paths.renewRecoveryCodes,
        confirmLabel: codes.renew,
        cancelHref: address(view, paths.twoStep),
      }),
    ),
  });
}

/** The one page that ever shows them. @param next where the person was headed; empty: nowhere */
export function recoveryCodesPage(view: View, list: readonly string[], next: string): string {
  const { codes } = view.text.twoStep;
  return profilePage(view, {
    current: 'twoStep',
    title: codes.title,
    breadcrumbs: upTo(view),
    body: html`
      <div class="flash">${notice({ tone: 'warning', announce: true, body: html`<p>${codes.notice}</p>` })}</div>
      ${box(html`
        ${codeBlock(view, { id: 'recovery-codes', label: codes.label, code: list.join('\n') })}
        ${formActions(linkButton({ label: codes.done, href: next === '' ? address(view, paths.twoStep) : next, kind: 'primary' }))}`)}`,
  });
}

/** Why the last factor was kept. */
export function keptNotice(view: View): Html {
  return html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${view.text.twoStep.page.kept}</p>` })}</div>`;
}

function upTo(view: View): Renderable {
  return breadcrumbs(view, [{ label: view.text.twoStep.page.title, href: address(view, paths.twoStep) }]);
}

function withNext(view: View, path: string, next: string): string {
  return address(view, next === '' ? path : `${path}?next=${encodeURIComponent(next)}`);
}

/** Dark on light in every theme: not all cameras read it the other way round. */
async function qrCode(text: string, label: string): Promise<Html> {
  // Loaded here: few people set up an app, and each does it once.
  const { encode } = await import('uqr');
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return html`
    <svg class="qr-code" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
      <rect width="${size}" height="${size}" fill="#fff"></rect><path d="${path}" fill="#000"></path>
    </svg>`;
}
