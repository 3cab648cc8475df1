/** The secrets of a web hook at rest: what each is encrypted for. */
import type { SealedColumn } from '../database/sealed-column.ts';

/** What the key that signs is encrypted for. */
export const secretPurpose = (hookId: number) => `secret of the web hook ${hookId}`;
/** What the password is encrypted for. */
export const passwordPurpose = (hookId: number) => `password of the web hook ${hookId}`;

/** For a change of keys. */
export const sealedHookSecrets: readonly SealedColumn[] = [
  {
    table: 'web_hook',
    column: 'secret_encrypted',
    id: 'id',
    about: ['sealed.id'],
    purpose: (hookId) => secretPurpose(Number(hookId)),
  },
  {
    table: 'web_hook',
    column: 'password_encrypted',
    id: 'id',
    about: ['sealed.id'],
    purpose: (hookId) => passwordPurpose(Number(hookId)),
  },
];
