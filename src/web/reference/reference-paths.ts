/** The addresses of the reference, as paths under the context path. */
import { paths } from '../layout/paths.ts';

export const referencePaths = {
  index: paths.apiReference,
  operation: (id: string) => `${paths.apiReference}/${encodeURIComponent(id)}`,
  shape: (name: string) => `${paths.apiReference}/shapes/${encodeURIComponent(name)}`,
  /** The description itself. */
  document: '/rest/openapi.json',
} as const;
