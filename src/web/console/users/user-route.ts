/** How the handlers of users and groups begin and end. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '../../../accounts/user.ts';
import type { ConsoleDeps } from '../console-route.ts';

export interface Refused {
  readonly outcome:
    | 'unknown-user'
    | 'unknown-group'
    | 'unknown-subject'
    | 'cannot-sign-in'
    | 'system-administrator-only'
    | 'last-administrator'
    | 'refused'
    | 'name-invalid'
    | 'name-taken';
}

/** @returns the user that an address names */
export function userIn({ users }: ConsoleDeps, userKey: string): Promise<User | undefined> {
  return users.byUserKey(userKey);
}

/** Answers what no field of a form explains: 404 for what is not there, 403 for what takes a system administrator, 409 for what would leave none. */
export function refuse(
  { showFailure, views }: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { outcome }: Refused,
): FastifyReply {
  const words = views.textOf(request).directory;
  switch (outcome) {
    case 'system-administrator-only':
      return showFailure(request, reply, { statusCode: 403, message: words.systemAdminOnly });
    case 'last-administrator':
      return showFailure(request, reply, { statusCode: 409, message: words.lastAdministrator });
    case 'unknown-user':
    case 'unknown-group':
    case 'unknown-subject':
      return showFailure(request, reply, { statusCode: 404, message: '' });
    default:
      return showFailure(request, reply, { statusCode: 400, message: '' });
  }
}
