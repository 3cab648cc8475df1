/** The addresses of content in the API. */

/** The path of a content, below the context path. */
export function contentResource(id: number): string {
  return `/rest/api/content/${id}`;
}
