/** The addresses of the pages of application links, as paths under the context path. */
import { paths } from '../layout/paths.ts';

const list = paths.applicationLinks;
const of = (id: number) => `${list}/${id}`;

export const linkPaths = {
  list,
  /** Where Confluence has its list: bookmarks and instructions lead there. */
  confluenceList: '/plugins/servlet/applinks/listApplicationLinks',
  create: `${list}/create`,
  createIncoming: `${list}/create/incoming`,
  checkRedirectUrl: `${list}/check-redirect-url`,
  of,
  credentials: (id: number) => `${of(id)}/credentials`,
  confirm: (id: number) => `${of(id)}/credentials/confirm`,
  tryIt: (id: number) => `${of(id)}/try-it`,
  edit: (id: number) => `${of(id)}/edit`,
  endSecret: (id: number, secretId: number) => `${of(id)}/secrets/${secretId}/end`,
  rotate: (id: number) => `${of(id)}/rotate`,
  disable: (id: number) => `${of(id)}/disable`,
  enable: (id: number) => `${of(id)}/enable`,
  remove: (id: number) => `${of(id)}/delete`,
  users: (id: number) => `${of(id)}/users`,
  revokeAll: (id: number) => `${of(id)}/users/revoke-all`,
  revoke: (id: number, grantId: number) => `${of(id)}/users/${grantId}/revoke`,
  logo: (id: number) => `${of(id)}/logo`,
  removeLogo: (id: number) => `${of(id)}/logo/remove`,
  /** Public: the consent page shows it. */
  publicLogo: (clientId: string) => `/plugins/servlet/applinks/logo/${clientId}`,
  applicationsOf: (userKey: string) => `/admin/users/${userKey}/applications`,
  revokeOf: (userKey: string, grantId: number) => `/admin/users/${userKey}/applications/${grantId}/revoke`,
} as const;
