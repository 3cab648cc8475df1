/** Routes of service accounts: the list, one with its credentials, making, changing and ending one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readServiceAccountForm } from '../../../applinks/service-account-form.ts';
import { newServiceAccount, serviceAccountInput } from '../../../applinks/service-accounts.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { fieldOf } from '../../form-body.ts';
import { administratorOf, type ConsoleDeps, seeOther } from '../console-route.ts';
import { historyOf } from '../link-history.ts';
import { accountPage } from './account-page.ts';
import { accountPaths } from './account-paths.ts';
import { accountIn, refuse } from './account-route.ts';
import { accountCredentialsPage } from './credentials-page.ts';
import { registerAccountEndings } from './ending-routes.ts';
import { type AccountFormProps, accountFormPage } from './form-page.ts';
import { accountListPage } from './list-page.ts';

const config = { access: pageRoute('administer') };
const unknown = { kind: 'unknown' } as const;

type WithId = { Params: { id: string } };

export function registerServiceAccounts(app: App, deps: ConsoleDeps): void {
  const { serviceAccounts, views, audit, settings } = deps;

  app.get(accountPaths.list, { config }, async (request, reply) =>
    sendPage(reply, accountListPage(views.viewOf(request, reply), await serviceAccounts.list())),
  );

  app.get(accountPaths.create, { config }, (request, reply) => showForm(request, reply, { input: newServiceAccount }));

  app.post(accountPaths.create, { config }, async (request, reply) => {
    const input = readServiceAccountForm(request.body);
    const outcome = await serviceAccounts.create(input, administratorOf(request));
    if (outcome.kind === 'invalid') return showForm(request, reply.code(400), { input, problems: outcome.problems });
    return seeOther(deps, reply, accountPaths.credentials(outcome.account.id), 'service-account-created');
  });

  app.get<WithId>(`${accountPaths.list}/:id`, { config }, async (request, reply) => {
    const account = await accountIn(deps, request.params.id);
    if (account === undefined) return refuse(deps, request, reply, unknown);
    const document = accountPage(views.viewOf(request, reply), {
      account,
      ...(await historyOf(audit, { type: 'service-account', id: account.clientId }, fieldOf(request.query, 'before'))),
      accessTokenSeconds: settings.inForce().accessTokenSeconds,
    });
    return sendPage(reply, document);
  });

  app.get<WithId>(`${accountPaths.list}/:id/credentials`, { config }, async (request, reply) => {
    if (!(await deps.freshProof(request, reply))) return reply;
    const outcome = await serviceAccounts.viewCredentials(idIn(request.params.id) ?? 0, administratorOf(request));
    if (outcome.kind !== 'shown') return refuse(deps, request, reply, outcome);
    const { account, secrets } = outcome;
    const document = accountCredentialsPage(views.viewOf(request, reply), { baseUrl: deps.baseUrl, account, secrets });
    return sendPage(reply, document, { noReferrer: true });
  });

  app.get<WithId>(`${accountPaths.list}/:id/edit`, { config }, async (request, reply) => {
    const account = await accountIn(deps, request.params.id);
    if (account === undefined) return refuse(deps, request, reply, unknown);
    if (!serviceAccounts.mayManage(account, administratorOf(request))) {
      return refuse(deps, request, reply, { kind: 'system-administrator-only' });
    }
    return showForm(request, reply, { account, input: serviceAccountInput(account) });
  });

  app.post<WithId>(`${accountPaths.list}/:id/edit`, { config }, async (request, reply) => {
    const account = await accountIn(deps, request.params.id);
    if (account === undefined) return refuse(deps, request, reply, unknown);
    const input = readServiceAccountForm(request.body);
    const seen = Number(fieldOf(request.body, 'seen')) || account.updatedAt;
    const outcome = await serviceAccounts.update(account.id, input, administratorOf(request), seen);
    switch (outcome.kind) {
      case 'saved':
        return seeOther(deps, reply, accountPaths.of(account.id), 'service-account-saved');
      case 'invalid':
        return showForm(request, reply.code(400), { account, input, problems: outcome.problems, seen });
      case 'changed-meanwhile':
        return showForm(request, reply.code(409), { account, input, conflict: true });
      default:
        return refuse(deps, request, reply, outcome);
    }
  });

  registerAccountEndings(app, deps);

  function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    shown: Pick<AccountFormProps, 'account' | 'input' | 'seen' | 'conflict'> & Partial<Pick<AccountFormProps, 'problems'>>,
  ): FastifyReply {
    const document = accountFormPage(views.viewOf(request, reply), {
      problems: [],
      ...shown,
      mayGrantSystemAdmin: administratorOf(request).isSystemAdministrator,
      accessTokenSeconds: settings.inForce().accessTokenSeconds,
    });
    return sendPage(reply, document);
  }
}
