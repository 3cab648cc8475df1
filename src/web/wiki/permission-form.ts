/** What a posted change of a space's permissions says: whose, and which permission from now on. */
import type { Person } from '../../http/caller.ts';
import { roleOf, type SpaceRole, spaceRoles } from '../../wiki/permission-sets.ts';
import type { SubjectName } from '../../wiki/refusals.ts';
import type { Grant, Subject } from '../../wiki/space-permissions.ts';
import { fieldOf } from '../form-body.ts';
import type { Catalogue } from '../text/english.ts';

/** `none` takes everything. */
export type PermissionChoice = SpaceRole | 'none';

export interface PermissionChange {
  readonly subject: SubjectName;
  readonly choice: PermissionChoice;
  /** What it ends was read and agreed to. */
  readonly confirmed: boolean;
}

/** The hidden fields that name a subject and a permission; `readChange` reads them back. */
export function changeFields(subject: SubjectName, choice: PermissionChoice): Readonly<Record<string, string>> {
  return { kind: subject.kind, name: typedName(subject), permission: choice };
}

/** @returns undefined for a form that no page of ours has */
export function readChange(body: unknown): PermissionChange | undefined {
  const choice = [...spaceRoles, 'none' as const].find((each) => each === fieldOf(body, 'permission'));
  const name = fieldOf(body, 'name').trim();
  if (choice === undefined) return undefined;
  const confirmed = fieldOf(body, 'confirmed') === 'true';
  switch (fieldOf(body, 'kind')) {
    case 'user':
      return { subject: { kind: 'user', username: name }, choice, confirmed };
    case 'group':
      return { subject: { kind: 'group', name }, choice, confirmed };
    case 'anonymous':
      return { subject: { kind: 'anonymous' }, choice, confirmed };
    default:
      return undefined;
  }
}

/** What somebody types to name a subject. */
export function typedName(subject: SubjectName): string {
  if (subject.kind === 'anonymous') return '';
  if (subject.kind === 'group') return subject.name;
  return 'username' in subject ? subject.username : '';
}

/** The name by which a change names whoever holds a grant. */
export function subjectName(subject: Subject): SubjectName {
  return subject.kind === 'user' ? { kind: 'user', username: subject.user.username } : subject;
}

/** What people call whoever holds a grant. */
export function shownName(text: Catalogue, subject: Subject): string {
  if (subject.kind === 'anonymous') return text.components.givePermission.anonymous;
  return subject.kind === 'group' ? subject.name : subject.user.fullName;
}

/** What a change would end or open, which nobody should do by one click. */
export type Consequence =
  | { readonly kind: 'opens-to-all' }
  | { readonly kind: 'loses'; readonly subject: Subject; readonly losesSight: boolean; readonly isOneself: boolean };

/** @returns undefined for a change that is easily undone and takes nothing from anybody who looks after the space */
export function consequenceOf(grants: readonly Grant[], change: PermissionChange, person: Person): Consequence | undefined {
  const { subject, choice } = change;
  if (subject.kind === 'anonymous') return choice === 'view' ? { kind: 'opens-to-all' } : undefined;
  const held = grants.find((grant) => isSame(subjectName(grant.subject), subject));
  if (held === undefined || roleOf(held.permissions) !== 'administer' || choice === 'administer') return undefined;
  const isOneself = held.subject.kind === 'user' && held.subject.user.userKey === person.userKey;
  return { kind: 'loses', subject: held.subject, losesSight: choice === 'none', isOneself };
}

function isSame(one: SubjectName, other: SubjectName): boolean {
  return one.kind === other.kind && typedName(one).toLowerCase() === typedName(other).toLowerCase();
}
