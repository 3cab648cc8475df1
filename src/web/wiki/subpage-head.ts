/** The head of a page about a page (its history, files, labels): the way back to it stands above the title. */
import { pagePath, spacePath } from '../../wiki/addresses.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import { breadcrumbs, pageHead } from '../components/navigation.ts';
import type { Html } from '../html.ts';
import { address, type View } from '../view.ts';

export function subpageHead(
  view: View,
  content: ContentRecord,
  { title, description }: { readonly title: string; readonly description: string },
): Html {
  return pageHead({
    title,
    description,
    breadcrumbs: breadcrumbs(view, [
      { label: content.space.name, href: address(view, spacePath(content.space)) },
      { label: content.title, href: address(view, pagePath(content)) },
    ]),
  });
}
