/** `/rest/api/latest/…`: an alias of the API, the name that Atlassian's products give its newest version and that some clients use. */
import { contextPathOf } from '../http/app.ts';

/** @returns a function that gives the address in the API that one of these stands for; undefined for all others */
export function latestApi(baseUrl: string): (url: string) => string | undefined {
  const api = `${contextPathOf(baseUrl)}/rest/api/`;
  const latest = `${api}latest/`;
  return (url) => (url.startsWith(latest) ? api + url.slice(latest.length) : undefined);
}
