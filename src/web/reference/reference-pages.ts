/** The API reference: made from the API's own description and, like it, open to anybody. */
import { openPageRoute } from '../../http/access.ts';
import type { ApiDescription } from '../../http/api-description.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf } from '../form-body.ts';
import type { PageViews } from '../page-view.ts';
import { indexPage } from './index-page.ts';
import { operationPage } from './operation-page.ts';
import { groupsOf, type OperationGroup, type ShownOperation } from './operations.ts';
import { referencePaths } from './reference-paths.ts';
import { shapePage } from './shape-page.ts';

export interface ReferenceDeps {
  readonly views: PageViews;
  readonly showFailure: ShowFailurePage;
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
  /** The description; asked for at the first request, when all routes are declared. */
  describe(): ApiDescription;
}

interface Reference {
  readonly groups: readonly OperationGroup[];
  readonly operations: ReadonlyMap<string, ShownOperation>;
  readonly schemas: Readonly<Record<string, object>>;
}

/** Registers the pages; `app` is already under the context path. */
export function registerReferencePages(app: App, { views, showFailure, baseUrl, describe }: ReferenceDeps): void {
  const readable = { config: { access: openPageRoute() } };
  let read: Reference | undefined;

  function reference(): Reference {
    if (read !== undefined) return read;
    const api = describe();
    const groups = groupsOf(api);
    const operations = new Map(groups.flatMap((group) => group.operations).map((shown) => [shown.id, shown]));
    read = { groups, operations, schemas: api.components.schemas };
    return read;
  }

  app.get(referencePaths.index, readable, (request, reply) => {
    const query = fieldOf(request.query, 'q').trim().slice(0, 200);
    return sendPage(reply, indexPage(views.viewOf(request, reply), { groups: reference().groups, query, baseUrl }));
  });

  app.get<{ Params: { operationId: string } }>(`${referencePaths.index}/:operationId`, readable, (request, reply) => {
    const { groups, operations, schemas } = reference();
    const shown = operations.get(request.params.operationId);
    if (shown === undefined) return showFailure(request, reply, { statusCode: 404, message: '' });
    return sendPage(reply, operationPage(views.viewOf(request, reply), { shown, groups, schemas, baseUrl }));
  });

  app.get<{ Params: { shape: string } }>(`${referencePaths.index}/shapes/:shape`, readable, (request, reply) => {
    const { groups, schemas } = reference();
    const { shape: name } = request.params;
    if (!Object.hasOwn(schemas, name)) return showFailure(request, reply, { statusCode: 404, message: '' });
    return sendPage(reply, shapePage(views.viewOf(request, reply), { name, schemas, groups }));
  });
}
