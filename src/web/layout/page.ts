/**
 * The whole document around a page's content.
 *
 *     page(view, { kind: 'bare', title: 'Log in', main: html`…` })                  login, consent, setup, errors: one centred column
 *     page(view, { kind: 'app', title: 'Spaces', main: html`…` })                   the wiki and the profile: header, content
 *     page(view, { kind: 'app', title, main, side: { label, content: pageTree(…) } })   … with a column at the left, a drawer on a phone
 *     page(view, { kind: 'console', title: 'Application links', current: 'application-links', main: html`…` })   General configuration
 *
 * The content brings its own `h1` (`pageHead`). There is no inline script or style anywhere: the content security policy forbids both.
 */
import { notice } from '../components/notice.ts';
import { attributes, type Html, html, type Renderable, renderToString } from '../html.ts';
import { address, type View } from '../view.ts';
import type { ConsolePage } from './console-navigation.ts';
import { consoleSide } from './console-side.ts';
import { siteFooter } from './footer.ts';
import { bareHeader, siteHeader } from './header.ts';
import { sideColumn } from './side-column.ts';

export type PageProps = {
  /** What the browser's tab says, before the wiki's name. */
  readonly title: string;
  readonly main: Renderable;
} & (
  | {
      readonly kind: 'bare';
      /** Leave Weir's mark out: the content shows it itself (`joinedMarks`). */
      readonly withoutMark?: boolean;
      /** For forms with explanations (setup, consent): 32rem instead of 24rem. */
      readonly wide?: boolean;
    }
  | { readonly kind: 'app'; readonly side?: Side }
  | {
      readonly kind: 'console';
      /** Not given: the overview. */
      readonly current?: ConsolePage;
    }
);

/** The column at the left of a page of the wiki; `label` is what the button of its drawer says. */
type Side = { readonly label: string; readonly content: Renderable };

/** The document as text, from `<!doctype html>` to its end. */
export function page(view: View, props: PageProps): string {
  return renderToString(html`<!doctype html>
<html lang="${view.locale}" ${attributes({ 'data-theme': view.theme === 'system' ? undefined : view.theme })}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${view.theme === 'system' ? 'light dark' : view.theme}">
<title>${props.title} · ${view.siteName}</title>
<link rel="stylesheet" href="${address(view, view.assets.pathOf('weir.css'))}">
<link rel="icon" type="image/svg+xml" href="${address(view, view.assets.pathOf('favicon.svg'))}">
<script type="module" src="${address(view, view.assets.pathOf('scripts/main.js'))}"></script>
</head>
<body class="page-${props.kind}">
<a class="skip-link" href="#main">${view.text.layout.skipToContent}</a>
${frame(view, props)}
${siteFooter(view, props.kind)}
<div class="visually-hidden" role="status" data-announcer></div>
</body>
</html>
`);
}

function frame(view: View, props: PageProps): Html {
  const content = main(view, props.main);
  switch (props.kind) {
    case 'bare':
      return html`
        <div class="${props.wide ? 'bare-column bare-column-wide' : 'bare-column'}">
          ${!props.withoutMark && bareHeader(view)}${content}
        </div>`;
    case 'app':
      return html`
        ${siteHeader(view, 'wiki')}
        <div class="${props.side ? 'app-body with-side' : 'app-body'}">${props.side && wikiSide(view, props.side)}${content}</div>`;
    case 'console':
      return html`
        ${siteHeader(view, 'configuration')}
        <div class="app-body with-side">${consoleSide(view, props.current)}${content}</div>`;
  }
}

function wikiSide(view: View, { label, content }: Side): Html {
  return sideColumn(view, { label, content: html`<nav aria-label="${label}">${content}</nav>` });
}

function main(view: View, content: Renderable): Html {
  const flash = view.flash.map(({ tone, message }) => notice({ tone, body: html`<p>${message}</p>`, announce: true }));
  return html`
    <main id="main" tabindex="-1">
      ${flash.length > 0 && html`<div class="flash">${flash}</div>`}
      ${content}
    </main>`;
}
