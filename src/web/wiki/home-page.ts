/** The start page: the spaces that the reader may see. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { holds, type Person } from '../../http/caller.ts';
import { sendPage } from '../../http/headers.ts';
import { spacePath } from '../../wiki/addresses.ts';
import { type LabelName, namedSpaceLabels } from '../../wiki/annotations/label-names.ts';
import type { Page, PageOf, SpaceRecord } from '../../wiki/records.ts';
import { avatar } from '../components/avatar.ts';
import { linkButton } from '../components/button.ts';
import { guideLink } from '../components/guide-link.ts';
import { pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { loginAddress } from '../errors/page-surface.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { spaceLabelList } from './labels.ts';
import { partIn, partLinks } from './list-parts.ts';
import { wikiPaths } from './wiki-paths.ts';
import { queryOf, type WikiPageDeps } from './wiki-route.ts';

const spacesAPage = 50;
/** More than a card shows well. */
const mostLabels = 20;

export function registerHomePage(app: App, deps: WikiPageDeps): void {
  app.get(paths.home, { config: { access: openPageRoute() } }, (request, reply) => show(deps, request, reply));
}

async function show({ views, wiki }: WikiPageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { person } = request.caller;
  const part = partIn(request, spacesAPage);
  const label = queryOf(request, 'label');
  const filter = { status: 'CURRENT', ...(label === '' ? {} : { labels: namedSpaceLabels(label) }) } as const;
  const spaces = await wiki.spaces.list(person, filter, part);
  // Where nothing is open to them, all that anonymous readers can do is log in.
  if (person === undefined && spaces.results.length === 0 && part.start === 0 && label === '') {
    return reply.header('Cache-Control', 'no-store').redirect(loginAddress(views.basePath, views.basePath + paths.home), 303);
  }
  const ids = spaces.results.map(({ id }) => id);
  const labels = await wiki.labels.ofEach(person, 'space', ids, mostLabels);
  return sendPage(reply, homePage(views.viewOf(request, reply), { person, label, spaces, labels, part }));
}

interface HomePageProps {
  readonly person: Person | undefined;
  /** What the spaces that are shown have in common; empty: all are shown. */
  readonly label: string;
  readonly spaces: PageOf<SpaceRecord>;
  readonly labels: ReadonlyMap<number, PageOf<LabelName>>;
  readonly part: Page;
}

function homePage(view: View, { person, label, spaces, labels, part }: HomePageProps): string {
  if (label !== '') return labelledPage(view, { label, spaces, labels, part });
  const words = view.text.wiki.home;
  const isEmpty = spaces.results.length === 0;
  const create =
    person !== undefined &&
    holds(person.permissions, 'create-space') &&
    linkButton({ label: words.createSpace, href: address(view, wikiPaths.createSpace), kind: 'primary', icon: 'add' });
  return page(view, {
    kind: 'app',
    title: words.title,
    main: html`${pageHead({ title: words.title, description: words.description, actions: !isEmpty && create })}${
      isEmpty
        ? emptyState({
            icon: 'space',
            title: create === false ? words.emptyForReader : words.empty,
            body: create === false ? words.emptyForReaderBody : words.emptyBody,
            action: create,
            guide: guideLink(view, 'using#spaces-and-pages'),
          })
        : spaceCards(view, spaces, labels)
    }${partLinks(view, paths.home, spaces, part)}`,
  });
}

function labelledPage(view: View, { label, spaces, labels, part }: Omit<HomePageProps, 'person'>): string {
  const words = view.text.labels.spaces;
  const title = words.title(label);
  return page(view, {
    kind: 'app',
    title,
    main: html`${pageHead({ title, description: html`<a href="${address(view, paths.home)}">${words.all}</a>` })}${
      spaces.results.length === 0
        ? emptyState({ icon: 'space', title: words.empty, body: words.emptyBody, guide: guideLink(view, 'using#labels') })
        : spaceCards(view, spaces, labels)
    }${partLinks(view, wikiPaths.labelledSpaces(label), spaces, part)}`,
  });
}

function spaceCards(view: View, spaces: PageOf<SpaceRecord>, labels: ReadonlyMap<number, PageOf<LabelName>>): Html {
  return html`<ul class="spaces">${spaces.results.map((space) => spaceCard(view, space, labels.get(space.id)?.results ?? []))}</ul>`;
}

function spaceCard(view: View, space: SpaceRecord, labels: readonly LabelName[]): Html {
  return html`
    <li class="space-card">
      ${avatar({ name: space.name, kind: 'application', size: 'large' })}
      <div>
        <h2 class="space-card-name"><a href="${address(view, spacePath(space))}">${space.name}</a></h2>
        <p class="space-card-key">${space.key}</p>
        ${space.description !== '' && html`<p class="space-card-description">${space.description}</p>`}
        ${labels.length > 0 && spaceLabelList(view, labels)}
      </div>
    </li>`;
}
