/**
 * Sets of space permissions: what each permission includes, so that stored grants are complete, and the three roles that people think
 * in.
 */
import type { SpacePermission } from './permissions.ts';

/** All of them, in the order in which people read them. */
export const spacePermissions: readonly SpacePermission[] = [
  'view',
  'create-page',
  'delete-page',
  'create-blogpost',
  'delete-blogpost',
  'create-comment',
  'delete-comment',
  'create-attachment',
  'delete-attachment',
  'delete-own',
  'export',
  'restrict',
  'administer',
];

/** What most people are given: to read, to write, or to look after the space. */
export type SpaceRole = 'view' | 'edit' | 'administer';

/** In their order: each includes those before it. */
export const spaceRoles: readonly SpaceRole[] = ['view', 'edit', 'administer'];

export function permissionsOf(role: SpaceRole): readonly SpacePermission[] {
  switch (role) {
    case 'view':
      return ['view'];
    case 'edit':
      return spacePermissions.filter((permission) => permission !== 'administer');
    case 'administer':
      return spacePermissions;
    default:
      return role satisfies never;
  }
}

/** @returns the role that describes a set best: whoever may create pages edits */
export function roleOf(permissions: Iterable<SpacePermission>): SpaceRole | undefined {
  const held = new Set(permissions);
  if (held.has('administer')) return 'administer';
  if (held.has('create-page')) return 'edit';
  return held.size > 0 ? 'view' : undefined;
}

/** @returns the set with everything that it includes, in the usual order */
export function complete(permissions: Iterable<SpacePermission>): readonly SpacePermission[] {
  const held = new Set(permissions);
  if (held.has('administer')) return spacePermissions;
  if (held.size > 0) held.add('view');
  return spacePermissions.filter((permission) => held.has(permission));
}

/** @returns what is left of a complete set: whoever may not view may do nothing, whoever lacks something does not administer */
export function without(held: readonly SpacePermission[], revoked: readonly SpacePermission[]): readonly SpacePermission[] {
  if (revoked.length === 0) return held;
  if (revoked.includes('view')) return [];
  return held.filter((permission) => permission !== 'administer' && !revoked.includes(permission));
}
