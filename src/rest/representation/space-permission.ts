/** Space permissions on the wire, in the shapes of Confluence 10: pairs of a target and an operation, granted to subjects. */
import { complete } from '../../wiki/permission-sets.ts';
import type { SpacePermission } from '../../wiki/permissions.ts';
import type { Grant, Subject } from '../../wiki/space-permissions.ts';
import type { ExpandTree } from '../expand.ts';
import type { Json, Site } from '../site.ts';
import { anonymousJson, groupJson, userJson } from './user.ts';

export interface OperationPair {
  readonly targetType: string;
  readonly operationKey: string;
}

const pairs: Readonly<Record<SpacePermission, OperationPair>> = {
  view: { targetType: 'space', operationKey: 'read' },
  'create-page': { targetType: 'page', operationKey: 'create' },
  'delete-page': { targetType: 'page', operationKey: 'delete' },
  'create-blogpost': { targetType: 'blogpost', operationKey: 'create' },
  'delete-blogpost': { targetType: 'blogpost', operationKey: 'delete' },
  'create-comment': { targetType: 'comment', operationKey: 'create' },
  'delete-comment': { targetType: 'comment', operationKey: 'delete' },
  'create-attachment': { targetType: 'attachment', operationKey: 'create' },
  'delete-attachment': { targetType: 'attachment', operationKey: 'delete' },
  'delete-own': { targetType: 'space', operationKey: 'delete_own' },
  export: { targetType: 'space', operationKey: 'export' },
  restrict: { targetType: 'space', operationKey: 'restrict' },
  administer: { targetType: 'space', operationKey: 'administer' },
};

/** Operations of Confluence on what Weir has not: accepted, so that whoever sets the whole table can, and without effect. */
const withoutEffect: readonly OperationPair[] = [{ targetType: 'space', operationKey: 'delete_mail' }];

const permissionByPair = new Map<string, SpacePermission | undefined>([
  ...withoutEffect.map((pair) => [nameOf(pair), undefined] as const),
  // Object.entries forgets that the keys are permissions.
  ...Object.entries(pairs).map(([permission, pair]) => [nameOf(pair), permission as SpacePermission] as const),
]);

/** @returns the permissions that operations stand for, or the first operation that there is none for */
export function readOperations(
  operations: readonly OperationPair[],
): { readonly permissions: readonly SpacePermission[] } | { readonly unknown: OperationPair } {
  const unknown = operations.find((operation) => !permissionByPair.has(nameOf(operation)));
  if (unknown !== undefined) return { unknown };
  return { permissions: operations.flatMap((operation) => permissionByPair.get(nameOf(operation)) ?? []) };
}

/** A grant as the operations that it allows, one entry each. */
export function grantJson(
  site: Site,
  space: { readonly id: number; readonly key: string },
  { subject, permissions }: Grant,
  expand: ExpandTree,
): readonly Json[] {
  return complete(permissions).map((permission) => ({
    operation: pairs[permission],
    subject: subjectJson(site, subject, expand.get('subject')),
    spaceKey: space.key,
    spaceId: space.id,
  }));
}

function nameOf({ targetType, operationKey }: OperationPair): string {
  return `${targetType} ${operationKey}`;
}

function subjectJson(site: Site, subject: Subject, expand: ExpandTree | undefined): Json {
  switch (subject.kind) {
    case 'anonymous':
      return anonymousJson(site, expand);
    case 'group':
      return groupJson(site, subject.name);
    case 'user':
      return userJson(site, subject.user, expand);
    default:
      return subject satisfies never;
  }
}
