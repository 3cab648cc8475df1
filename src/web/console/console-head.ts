/** The head of the console's pages: breadcrumbs, title, and a sentence that says what the page is for. */
import { breadcrumbs, type Crumb, pageHead } from '../components/navigation.ts';
import type { Html, Renderable } from '../html.ts';
import type { ConsolePage } from '../layout/console-navigation.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';

/** The head of a page that the navigation names. */
export function consoleHead(view: View, current: ConsolePage, actions?: Renderable): Html {
  const { label, about } = view.text.configuration.pages[current];
  return pageHead({ title: label, breadcrumbs: consoleCrumbs(view), description: about, actions });
}

/** The way down from General configuration. */
export function consoleCrumbs(view: View, below: readonly Crumb[] = []): Html {
  return breadcrumbs(view, [
    { label: view.text.layout.generalConfiguration, href: address(view, paths.generalConfiguration) },
    ...below,
  ]);
}
