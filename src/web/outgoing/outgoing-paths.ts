/** The addresses of the pages of outgoing links and connected accounts, as paths under the context path. */
import { paths } from '../layout/paths.ts';

const of = (linkKey: string) => `${paths.applicationLinks}/outgoing/${linkKey}`;

export const outgoingPaths = {
  choose: `${paths.applicationLinks}/create/outgoing`,
  create: `${paths.applicationLinks}/create/outgoing/form`,
  of,
  edit: (linkKey: string) => `${of(linkKey)}/edit`,
  test: (linkKey: string) => `${of(linkKey)}/test`,
  /** Connects an account for the system. */
  connect: (linkKey: string) => `${of(linkKey)}/connect`,
  /** `account` names whose: a user key, or `system`. */
  disconnect: (linkKey: string, account: string) => `${of(linkKey)}/accounts/${account}/disconnect`,
  remove: (linkKey: string) => `${of(linkKey)}/delete`,
  mine: paths.connectedAccounts,
  connectMine: `${paths.connectedAccounts}/connect`,
  disconnectMine: `${paths.connectedAccounts}/disconnect`,
} as const;
