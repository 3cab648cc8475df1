/** The first page of the API reference: every operation in its group, filtered by words. */
import { linkButton } from '../components/button.ts';
import { icon } from '../components/icon.ts';
import { pageHead } from '../components/navigation.ts';
import { tag } from '../components/status.ts';
import { attributes, type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { isFound, type OperationGroup, type ShownOperation } from './operations.ts';
import { referencePaths } from './reference-paths.ts';
import { methodBadge, pathText } from './shape-parts.ts';

export interface IndexProps {
  readonly groups: readonly OperationGroup[];
  /** The words that are looked for; empty: all is shown. */
  readonly query: string;
  readonly baseUrl: string;
}

export function indexPage(view: View, props: IndexProps): string {
  const words = view.text.reference;
  return page(view, {
    kind: 'app',
    title: props.query === '' ? words.title : `${props.query} – ${words.title}`,
    main: html`
      ${pageHead({
        title: words.title,
        description: html`${words.description} <code>${props.baseUrl}</code>`,
        actions: linkButton({ label: words.document, href: address(view, referencePaths.document), small: true, icon: 'page' }),
      })}
      ${finder(view, props)}
      <script type="module" src="${address(view, view.assets.pathOf('scripts/reference.js'))}"></script>`,
    side: { label: words.groups, content: groupLinks(view, props.groups) },
  });
}

/** The way to each group. */
export function groupLinks(view: View, groups: readonly OperationGroup[], current?: string): Html {
  return html`
    <div class="side-nav">
      <p class="side-nav-title"><a href="${address(view, referencePaths.index)}">${view.text.reference.title}</a></p>
      <ul>${groups.map(
        ({ name }) => html`
          <li>
            <a class="side-nav-link" href="${address(view, referencePaths.index)}#${groupId(name)}" ${attributes({ 'aria-current': name === current && 'true' })}>
              <span>${name}</span>
            </a>
          </li>`,
      )}</ul>
    </div>`;
}

/** What is not found is there too, but hidden: the script shows it again when other words are typed. */
function finder(view: View, { groups, query }: IndexProps): Html {
  const words = view.text.reference;
  const count = groups.flatMap(({ operations }) => operations).filter((each) => isFound(each, query)).length;
  const input = attributes({
    id: 'q',
    name: 'q',
    class: 'input',
    type: 'search',
    value: query,
    autocomplete: 'off',
    'aria-describedby': 'q-hint',
  });
  return html`
    <div data-filter data-filter-words="${JSON.stringify(words.found)}">
      <search>
        <form class="reference-search" method="get" action="${address(view, referencePaths.index)}">
          <div class="field">
            <label class="field-label" for="q">${words.search}</label>
            <p class="field-hint" id="q-hint">${words.searchHint}</p>
            <div class="reference-search-row">
              <input ${input}>
              <button class="button button-secondary" type="submit">${icon('search')}<span>${words.searchButton}</span></button>
            </div>
          </div>
        </form>
      </search>
      <p class="search-count" role="status" data-filter-count>${words.count(view.format, count)}</p>
      ${groups.map((group) => groupSection(view, group, query))}
    </div>`;
}

function groupSection(view: View, { name, operations }: OperationGroup, query: string): Html {
  const isHidden = !operations.some((each) => isFound(each, query));
  return html`
    <section class="section" id="${groupId(name)}" aria-labelledby="${groupId(name)}-title" ${attributes({ hidden: isHidden })} data-filter-group>
      <h2 class="section-title" id="${groupId(name)}-title">${name}</h2>
      <ul class="operation-list">${operations.map((each) => operationItem(view, each, query))}</ul>
    </section>`;
}

function operationItem(view: View, shown: ShownOperation, query: string): Html {
  const { id, method, path, operation, searched } = shown;
  return html`
    <li data-filter-item="${searched}" ${attributes({ hidden: !isFound(shown, query) })}>
      <a class="operation-link" href="${address(view, referencePaths.operation(id))}">
        ${methodBadge(method)}<span class="operation-text"><span class="operation-summary">${operation.summary}</span>${pathText(path)}</span>
      </a>
      ${tag(operation['x-scope'])}
    </li>`;
}

/** The id of a group in the page. */
function groupId(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
