/** Whom a global permission is given to. */
import type { SubjectKind } from '../database/schema/columns.ts';

export interface Subject {
  readonly kind: Exclude<SubjectKind, 'anonymous'>;
  /** The user's or the group's id. */
  readonly id: number;
}
