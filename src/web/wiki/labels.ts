/** Labels as people see them: links to what else has them, and where they stand on a page. */
import { type LabelName, writeLabel } from '../../wiki/annotations/label-names.ts';
import type { Label, LabelVerbs } from '../../wiki/annotations/labels.ts';
import type { Reader } from '../../wiki/permissions.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import { icon } from '../components/icon.ts';
import { attributes, type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';
import { isFavouriteMark } from './favourites.ts';
import { wikiPaths } from './wiki-paths.ts';

/** More than a page shows well. */
const mostLabels = 200;

/** @returns the labels of a content that the reader sees; of what is gone by now, none */
export async function readLabelsOf(labels: LabelVerbs, reader: Reader, id: number): Promise<readonly Label[]> {
  const found = await labels.of(reader, { kind: 'content', id }, {}, { start: 0, limit: mostLabels });
  // The mark of a favourite is shown as a star.
  return isRefusal(found) ? [] : found.results.filter((label) => !isFavouriteMark(label));
}

/** A label that leads to the content that has it. */
export function labelLink(view: View, label: LabelName): Html {
  const text = writeLabel(label);
  return tagLink(view, label, text, wikiPaths.label(text));
}

/** Labels of a space; each leads to the spaces that have it. A space has team labels as content has global ones: people need no prefix. */
export function spaceLabelList(view: View, labels: readonly LabelName[]): Html {
  return html`<ul class="label-list">${labels.map((label) => {
    const text = label.prefix === 'team' ? label.name : writeLabel(label);
    return html`<li>${tagLink(view, label, text, wikiPaths.labelledSpaces(text))}</li>`;
  })}</ul>`;
}

function tagLink(view: View, { prefix }: LabelName, text: string, path: string): Html {
  const title = prefix === 'my' ? view.text.labels.own : undefined;
  return html`<a class="tag label-link" href="${address(view, path)}" ${attributes({ title })}>${text}</a>`;
}

export function labelList(view: View, labels: readonly LabelName[]): Html {
  return html`<ul class="label-list">${labels.map((label) => html`<li>${labelLink(view, label)}</li>`)}</ul>`;
}

/** The labels at the end of a page, and for people who are signed in the way to change them. */
export function labelSection(view: View, contentId: number, labels: readonly LabelName[]): Html | false {
  const words = view.text.labels;
  if (labels.length === 0 && view.viewer === undefined) return false;
  return html`
    <section class="page-labels" aria-label="${words.labels}">
      ${labels.length > 0 && labelList(view, labels)}
      ${view.viewer && html`<a class="page-labels-edit" href="${address(view, wikiPaths.labels(contentId))}">${icon('edit')}<span>${words.edit}</span></a>`}
    </section>`;
}
