/** The addresses of the pages of groups, as paths under the context path. */
import { paths } from '../../layout/paths.ts';

const list = paths.groups;
const of = (name: string) => `${list}/${encodeURIComponent(name)}`;

export const groupPaths = {
  list,
  create: `${list}/create-group`,
  of,
  addMembers: (name: string) => `${of(name)}/members/add`,
  removeMember: (name: string) => `${of(name)}/members/remove`,
  remove: (name: string) => `${of(name)}/delete`,
} as const;
