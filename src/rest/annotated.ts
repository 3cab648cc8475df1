/** Resolves the content or space that a path names, for the routes of labels, properties and watchers. */
import type { Target } from '../wiki/annotations/target.ts';
import { type ErrorAnswer, unknownContent } from './errors.ts';
import { readId } from './query.ts';

/** Both have the same resources below them. */
export const annotatedPaths = ['/rest/api/content/:id', '/rest/api/space/:key'] as const;

/** The parameters of a path below one of them. */
export interface TargetParams {
  readonly id?: string;
  readonly key?: string;
}

export function targetIn({ id, key = '' }: TargetParams): Target | ErrorAnswer {
  if (id === undefined) return { kind: 'space', key };
  const number = readId(id);
  return number === undefined ? unknownContent(id) : { kind: 'content', id: number };
}

/** The path of a target in the API. */
export function resourceOf(target: Target): string {
  return target.kind === 'content' ? `/rest/api/content/${target.id}` : `/rest/api/space/${encodeURIComponent(target.key)}`;
}
