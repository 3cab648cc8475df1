/** The picture of each permission, the same on every page. */
import type { Scope } from '../../http/caller.ts';
import type { IconName } from '../components/icon.ts';

export const scopeIcons: Readonly<Record<Scope, IconName>> = {
  READ: 'read',
  WRITE: 'write',
  ADMIN: 'admin',
  SYSTEM_ADMIN: 'systemAdmin',
};
