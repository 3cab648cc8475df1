/** Create link, outgoing: choosing the service. */
import { providers } from '../../applinks/outgoing/providers.ts';
import { button, linkButton } from '../components/button.ts';
import { formActions } from '../components/form.ts';
import { pageHead } from '../components/navigation.ts';
import { radioCards } from '../components/radio-cards.ts';
import { linkCrumbs } from '../console/link-parts.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { outgoingPaths } from './outgoing-paths.ts';

export function chooseProviderPage(view: View): string {
  const { choose, providers: words } = view.text.outgoing;
  return page(view, {
    kind: 'console',
    title: choose.title,
    current: 'application-links',
    // Nothing changes here, so that the form is one that asks (GET).
    main: html`${pageHead({ title: choose.title, description: choose.description, breadcrumbs: linkCrumbs(view) })}<form class="form" method="get" action="${address(view, outgoingPaths.create)}">${radioCards(
      {
        name: 'provider',
        legend: choose.provider,
        value: 'weir',
        columns: true,
        options: providers.map(({ key }) => ({ value: key, ...words[key] })),
      },
    )}${formActions(html`${button({ label: choose.continue, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, paths.applicationLinks) })}`)}</form>`,
  });
}
