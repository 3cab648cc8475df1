/** The categories that audit events are filed under: a kind belongs to the first category whose prefix matches, or to `system`. */

export const auditCategories = [
  ['users', ['user.', 'group.']],
  ['permissions', ['global-permission.', 'space.permissions', 'content.restrictions']],
  ['spaces', ['space.']],
  ['pages', ['content.']],
  ['applications', ['application-link.', 'authorization.']],
  ['security', ['personal-token.', 'session.', 'two-step.']],
  ['web-hooks', ['web-hook.']],
  ['other', ['recorded.']],
] as const satisfies readonly (readonly [name: string, kinds: readonly string[]])[];

export type AuditCategory = (typeof auditCategories)[number][0] | 'system';

/** @returns what an event of this kind is filed under */
export function categoryOf(kind: string): AuditCategory {
  return auditCategories.find(([, kinds]) => kinds.some((start) => kind.startsWith(start)))?.[0] ?? 'system';
}

/** @returns the beginnings of kinds that belong to a category, and those that do not although they begin so */
export function kindsOf(category: AuditCategory): {
  readonly of: readonly string[] | undefined;
  readonly not: readonly string[];
} {
  const place = auditCategories.findIndex(([name]) => name === category);
  if (place === -1) return { of: undefined, not: auditCategories.flatMap(([, kinds]) => kinds) };
  return { of: auditCategories[place]?.[1], not: auditCategories.slice(0, place).flatMap(([, kinds]) => kinds) };
}
