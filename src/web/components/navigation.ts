/** Finding one's way: where a page stands, the head of a page, the pages of a list, the tree of a space's pages. */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';
import { icon } from './icon.ts';

export type Crumb = { readonly label: string; readonly href: string };

/** The way from the top to the page above this one. */
export function breadcrumbs(view: View, crumbs: readonly Crumb[]): Html {
  return html`<nav class="breadcrumbs" aria-label="${view.text.components.path}"><ol>${crumbs.map(
    ({ label, href }) => html`<li><a href="${href}">${label}</a></li>`,
  )}</ol></nav>`;
}

export type PageHeadProps = {
  /** The page's only `h1`. */
  readonly title: Renderable;
  /** Above the title. */
  readonly breadcrumbs?: Renderable;
  /** One sentence, or a byline. */
  readonly description?: Renderable;
  /** Buttons at the right. */
  readonly actions?: Renderable;
};

/** The head of a page: breadcrumbs, title, description, and the page's actions. */
export function pageHead(props: PageHeadProps): Html {
  return html`${props.breadcrumbs}<div class="page-head"><div class="page-head-text"><h1 class="page-title">${props.title}</h1>${
    props.description && html`<div class="page-description">${props.description}</div>`
  }</div>${props.actions && html`<div class="page-head-actions">${props.actions}</div>`}</div>`;
}

export type PaginationProps = {
  /** "1–50 of 312" */
  readonly summary: string;
  readonly previousHref?: string | undefined;
  readonly nextHref?: string | undefined;
};

export function pagination(view: View, props: PaginationProps): Html {
  const { components } = view.text;
  return html`<nav class="pagination" aria-label="${components.pagination}"><span class="muted">${props.summary}</span><span class="pagination-links">${
    props.previousHref &&
    html`<a class="button button-secondary button-small" rel="prev" href="${props.previousHref}">${icon('chevronLeft')}<span>${components.previousPage}</span></a>`
  }${props.nextHref && html`<a class="button button-secondary button-small" rel="next" href="${props.nextHref}"><span>${components.nextPage}</span>${icon('chevronRight')}</a>`}</span></nav>`;
}

export type TreePage = {
  readonly title: string;
  readonly href: string;
  readonly children: readonly TreePage[];
  /** The page that is shown. */
  readonly current?: boolean;
  /** Its children are unfolded: an ancestor of the page that is shown, or the page itself. */
  readonly open?: boolean;
};

/** The pages of a space, as a tree that folds. */
export function pageTree(view: View, pages: readonly TreePage[]): Html {
  return html`<ul class="page-tree">${pages.map((page) => treeItem(view, page))}</ul>`;
}

function treeItem(view: View, { title, href, current, open, children }: TreePage): Html {
  return html`
    <li>
      <a class="page-tree-link" href="${href}" ${attributes({ 'aria-current': current ? 'page' : undefined })}>${title}</a>
      ${
        children.length > 0 &&
        html`
          <details ${attributes({ open })}>
            <summary class="page-tree-toggle">
              ${icon('chevronRight')}<span class="visually-hidden">${view.text.components.pagesUnder(title)}</span>
            </summary>
            ${pageTree(view, children)}
          </details>`
      }
    </li>`;
}
