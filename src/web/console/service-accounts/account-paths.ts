/** The addresses of the pages of service accounts, as paths under the context path. */
import { paths } from '../../layout/paths.ts';

const list = paths.serviceAccounts;
const of = (id: number) => `${list}/${id}`;

export const accountPaths = {
  list,
  create: `${list}/create`,
  of,
  credentials: (id: number) => `${of(id)}/credentials`,
  edit: (id: number) => `${of(id)}/edit`,
  rotate: (id: number) => `${of(id)}/rotate`,
  endSecret: (id: number, secretId: number) => `${of(id)}/secrets/${secretId}/end`,
  disable: (id: number) => `${of(id)}/disable`,
  enable: (id: number) => `${of(id)}/enable`,
  remove: (id: number) => `${of(id)}/delete`,
} as const;
