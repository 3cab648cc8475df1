/** The foot of a page: where to read more. */
import { type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';
import { paths } from './paths.ts';

/** On a bare page help alone: nobody who signs in or decides is led elsewhere. */
export function siteFooter(view: View, kind: 'bare' | 'app' | 'console'): Html {
  const { help, apiReference } = view.text.layout;
  return html`
    <footer class="site-footer">
      <a href="${address(view, paths.help)}">${help}</a>
      ${kind !== 'bare' && html`<a href="${address(view, paths.apiReference)}">${apiReference}</a>`}
    </footer>`;
}
