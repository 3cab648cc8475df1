/** Create link, first step: what to connect, and in which direction. */
import { button, linkButton } from '../components/button.ts';
import { formActions } from '../components/form.ts';
import { pageHead } from '../components/navigation.ts';
import { radioCards } from '../components/radio-cards.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { linkCrumbs } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';

export function createLinkPage(view: View): string {
  const { create, links } = view.text.console;
  return page(view, {
    kind: 'console',
    title: create.title,
    current: 'application-links',
    // Nothing changes here, so that the form is one that asks (GET).
    main: html`${pageHead({ title: create.title, breadcrumbs: linkCrumbs(view) })}<form class="form" method="get" action="${address(view, linkPaths.create)}">${radioCards(
      {
        name: 'kind',
        legend: create.kind,
        value: 'external',
        options: [{ value: 'external', title: create.external, description: create.externalDescription, icon: 'application' }],
      },
    )}${radioCards({
      name: 'direction',
      legend: create.direction,
      value: 'incoming',
      options: [
        { value: 'incoming', title: links.incoming, description: create.incomingDescription, icon: 'application' },
        { value: 'outgoing', title: links.outgoing, description: create.outgoingDescription, icon: 'external' },
      ],
    })}${formActions(html`${button({ label: create.continue, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, linkPaths.list) })}`)}</form>`,
  });
}
