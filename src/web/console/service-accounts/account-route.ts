/** How the handlers of service accounts begin and end. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refused } from '../../../applinks/links.ts';
import type { ServiceAccount } from '../../../applinks/service-account-reads.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { type ConsoleDeps, sendRefusal } from '../console-route.ts';

/** @returns the account that an address names */
export async function accountIn({ serviceAccounts }: ConsoleDeps, id: string): Promise<ServiceAccount | undefined> {
  const known = idIn(id);
  return known === undefined ? undefined : serviceAccounts.find(known);
}

/** Answers 404, or says that this takes a system administrator. */
export function refuse(deps: ConsoleDeps, request: FastifyRequest, reply: FastifyReply, refused: Refused): FastifyReply {
  const { systemAdminOnly } = deps.views.viewOf(request, reply).text.console.serviceAccounts.account;
  return sendRefusal(deps, request, reply, refused, systemAdminOnly);
}
