/** Finding one's way: where a page stands, the head of a page, the pages of a list, the tree of a space's pages. */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';
import { icon } from './icon.ts';

export type Crumb = { readonly label: string; readonly href: string };

/** The way from the top to the page above this one. */
export function breadcrumbs(view: View, crumbs: readonly Crumb[]): Html {
  return html`
    <nav class="breadcrumbs" aria-label="${view.text.components.path}">
      <ol>${crumbs.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}</ol>
    </nav>`;
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
export function pageHead({ title, breadcrumbs: path, description, actions }: PageHeadProps): Html {
  return html`
    ${path}
    <div class="page-head">
      <div class="page-head-text">
        <h1 class="page-title">${title}</h1>
        ${description && html`<div class="page-description">${description}</div>`}
      </div>
      ${actions && html`<div class="page-head-actions">${actions}</div>`}
    </div>`;
}

export type PaginationProps = {
  /** "1–50 of 312" */
  readonly summary: string;
  readonly previousHref?: string | undefined;
  readonly nextHref?: string | undefined;
};

/** Where in a long list this is, and the way on and back. */
export function pagination(view: View, { summary, previousHref, nextHref }: PaginationProps): Html {
  const words = view.text.components;
  const looks = 'button button-secondary button-small';
  return html`
    <nav class="pagination" aria-label="${words.pagination}">
      <span class="muted">${summary}</span>
      <span class="pagination-links">
        ${previousHref && html`<a class="${looks}" rel="prev" href="${previousHref}">${icon('chevronLeft')}<span>${words.previousPage}</span></a>`}
        ${nextHref && html`<a class="${looks}" rel="next" href="${nextHref}"><span>${words.nextPage}</span>${icon('chevronRight')}</a>`}
      </span>
    </nav>`;
}

export type TreePage = {
  readonly title: string;
  readonly href: string;
  readonly children: readonly TreePage[];
  /** The page that is shown. */
  readonly current?: boolean;
  /** Its children are unfolded: an ancestor of the page that is shown, or the page itself. */
  readonly open?: boolean;
  /** It has children that this tree leaves out; its own page shows them. */
  readonly hasMore?: boolean;
};

/** The pages of a space, as a tree that folds. */
export function pageTree(view: View, pages: readonly TreePage[]): Html {
  return html`<ul class="page-tree">${pages.map((page) => treeItem(view, page))}</ul>`;
}

function treeItem(view: View, { title, href, current, open, hasMore, children }: TreePage): Html {
  const mark = hasMore && html`<span class="page-tree-toggle">${icon('chevronRight')}</span>`;
  const subtree = html`
    <details ${attributes({ open })}>
      <summary class="page-tree-toggle">
        ${icon('chevronRight')}<span class="visually-hidden">${view.text.components.pagesUnder(title)}</span>
      </summary>
      ${pageTree(view, children)}
    </details>`;
  return html`
    <li>
      <a class="page-tree-link" href="${href}" ${attributes({ 'aria-current': current ? 'page' : undefined })}>${mark}${title}</a>
      ${children.length > 0 && subtree}
    </li>`;
}
