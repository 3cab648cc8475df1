/** The start page: the spaces that the reader may see. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { holds, type Person } from '../../http/caller.ts';
import { sendPage } from '../../http/headers.ts';
import { spacePath } from '../../wiki/addresses.ts';
import type { Page, PageOf, SpaceRecord } from '../../wiki/records.ts';
import { avatar } from '../components/avatar.ts';
import { linkButton } from '../components/button.ts';
import { pageHead } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { loginAddress } from '../errors/page-surface.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { partIn, partLinks } from './list-parts.ts';
import { wikiPaths } from './wiki-paths.ts';
import type { WikiPageDeps } from './wiki-route.ts';

const spacesAPage = 50;

export function registerHomePage(app: App, deps: WikiPageDeps): void {
  app.get(paths.home, { config: { access: openPageRoute() } }, (request, reply) => show(deps, request, reply));
}

async function show({ views, wiki }: WikiPageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { person } = request.caller;
  const part = partIn(request, spacesAPage);
  const spaces = await wiki.spaces.list(person, { status: 'CURRENT' }, part);
  // Where nothing is open to them, all that anonymous readers can do is log in.
  if (person === undefined && spaces.results.length === 0 && part.start === 0) {
    return reply.header('Cache-Control', 'no-store').redirect(loginAddress(views.basePath, views.basePath + paths.home), 303);
  }
  return sendPage(reply, homePage(views.viewOf(request, reply), person, spaces, part));
}

function homePage(view: View, person: Person | undefined, spaces: PageOf<SpaceRecord>, part: Page): string {
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
          })
        : html`<ul class="spaces">${spaces.results.map((space) => spaceCard(view, space))}</ul>`
    }${partLinks(view, paths.home, spaces, part)}`,
  });
}

function spaceCard(view: View, space: SpaceRecord): Html {
  return html`
    <li class="space-card">
      ${avatar({ name: space.name, kind: 'application', size: 'large' })}
      <div>
        <h2 class="space-card-name"><a href="${address(view, spacePath(space))}">${space.name}</a></h2>
        <p class="space-card-key">${space.key}</p>
        ${space.description !== '' && html`<p class="space-card-description">${space.description}</p>`}
      </div>
    </li>`;
}
