/** The link to the guide under an empty list. */
import { type Html, html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';

/** Where a guide is about something: `document#heading`. A test holds them against the documents. */
export type GuidePlace = `${string}#${string}`;

export function guideLink(view: View, place: GuidePlace): Html {
  return html`<a href="${address(view, paths.help)}/${place}">${view.text.help.readMore}</a>`;
}
