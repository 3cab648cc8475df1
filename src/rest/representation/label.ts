/** Labels on the wire. */
import type { Label } from '../../wiki/annotations/labels.ts';
import type { PageOf } from '../../wiki/records.ts';
import { nestedCollection, noneFound } from '../paging.ts';
import type { Json, Site } from '../site.ts';

/** How many labels a list has when the client does not say. */
export const usualLabels = 200;

/** `label` is the name once more, for older clients. */
export function labelJson({ id, prefix, name }: Label): Json {
  return { prefix, name, id: String(id), label: name };
}

/** The labels of an object, inside it. @param resource its own path */
export function nestedLabels(site: Site, resource: string, found: PageOf<Label> = noneFound): Json {
  return nestedCollection(site, `${resource}/label`, usualLabels, { ...found, results: found.results.map(labelJson) });
}
