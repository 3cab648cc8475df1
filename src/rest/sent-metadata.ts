/** `metadata` in the body of a create or an update: labels to add and properties to set. */
import { type Static, Type } from 'typebox';
import type { Annotations } from '../wiki/annotations/annotating.ts';
import { type LabelName, readLabel } from '../wiki/annotations/label-names.ts';
import { type FitProperty, fitProperty } from '../wiki/annotations/properties.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { lenient, textLike } from './lenient.ts';

/** A label to give. */
export const SentLabel = Type.Object({ prefix: lenient(Type.String()), name: lenient(textLike) });

const SentLabels = Type.Array(SentLabel, { maxItems: 500 });

export const SentMetadata = Type.Object({
  // A list, or the collection that was read before.
  labels: lenient(Type.Union([SentLabels, Type.Object({ results: lenient(SentLabels) })])),
  properties: lenient(Type.Record(Type.String(), Type.Unknown())),
});
type SentMetadata = Static<typeof SentMetadata>;

/** @returns the labels, or why the first that is not fit cannot be given */
export function readLabels(sent: readonly Static<typeof SentLabel>[]): readonly LabelName[] | Refusal {
  const names: LabelName[] = [];
  for (const { prefix, name } of sent) {
    const label = readLabel(String(name ?? ''), prefix);
    if (isRefusal(label)) return label;
    names.push(label);
  }
  return names;
}

/** @returns what comes along with the content, or why it cannot */
export function annotationsOf(metadata: SentMetadata | null | undefined): Annotations | Refusal {
  const sent = metadata?.labels;
  const labels = readLabels(Array.isArray(sent) ? sent : (sent?.results ?? []));
  if (isRefusal(labels)) return labels;
  const properties: FitProperty[] = [];
  for (const [key, property] of Object.entries(metadata?.properties ?? {})) {
    // `_expandable`, and names that were read without their values.
    if (typeof property !== 'object' || property === null || !('value' in property)) continue;
    const fit = fitProperty(key, property.value);
    if (isRefusal(fit)) return fit;
    properties.push(fit);
  }
  return { labels, properties };
}
