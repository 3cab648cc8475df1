/** The route of the list of spaces; the pages for acting on one are in the space itself. */
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { holds } from '../../../http/caller.ts';
import { sendPage } from '../../../http/headers.ts';
import { fieldOf } from '../../form-body.ts';
import { paths } from '../../layout/paths.ts';
import { signedIn } from '../../people/signed-in.ts';
import { partIn } from '../../wiki/list-parts.ts';
import type { ConsoleDeps } from '../console-route.ts';
import { spaceListPage, spaceStatuses } from './space-list-page.ts';

const spacesAPage = 50;

export function registerSpaceList(app: App, { spaces, views }: ConsoleDeps): void {
  app.get(paths.spaces, { config: { access: pageRoute('administer') } }, async (request, reply) => {
    const { person } = signedIn(request);
    const words = fieldOf(request.query, 'q').trim().slice(0, 200);
    const status = spaceStatuses.find((each) => each === fieldOf(request.query, 'status'));
    const part = partIn(request, spacesAPage);
    const found = await spaces.list(person, { words, ...(status && { status }) }, part);
    const ids = found.results.map(({ id }) => id);
    const [sizes, permissions, deletions] = await Promise.all([
      spaces.sizesOf(ids),
      spaces.permissionsIn(person, ids),
      spaces.deletions(person),
    ]);
    const document = spaceListPage(views.viewOf(request, reply), {
      words,
      status,
      spaces: found,
      part,
      sizes,
      deletions,
      administered: new Set(ids.filter((id) => permissions.get(id)?.has('administer'))),
      mayCreate: holds(person.permissions, 'create-space'),
    });
    return sendPage(reply, document);
  });
}
