/** The addresses of the pages of users, as paths under the context path. */
import { paths } from '../../layout/paths.ts';

const list = paths.users;
const of = (userKey: string) => `${list}/${userKey}`;

export const userPaths = {
  list,
  invite: `${list}/invite`,
  create: `${list}/create`,
  of,
  edit: (userKey: string) => `${of(userKey)}/edit`,
  send: (userKey: string) => `${of(userKey)}/send-address`,
  resetTwoStep: (userKey: string) => `${of(userKey)}/reset-two-step`,
  unlock: (userKey: string) => `${of(userKey)}/unlock`,
  addGroups: (userKey: string) => `${of(userKey)}/groups/add`,
  removeGroup: (userKey: string) => `${of(userKey)}/groups/remove`,
  endSession: (userKey: string) => `${of(userKey)}/sessions/end`,
  revokeToken: (userKey: string) => `${of(userKey)}/tokens/revoke`,
  disable: (userKey: string) => `${of(userKey)}/disable`,
  enable: (userKey: string) => `${of(userKey)}/enable`,
  remove: (userKey: string) => `${of(userKey)}/delete`,
} as const;
