/** The files of a page, at its end: links to them, and the way to all of them and to the form that attaches more. */
import type { AttachmentDetails } from '../../wiki/attachments/attachment-reads.ts';
import type { Reader } from '../../wiki/permissions.ts';
import type { ContentRecord, PageOf } from '../../wiki/records.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import { icon } from '../components/icon.ts';
import { type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';
import { hrefOf, thumbnailOf } from './attachments-page.ts';
import { wikiPaths } from './wiki-paths.ts';

/** More than a page shows well; the list of attachments has the others. */
const mostFiles = 20;

export interface PageFiles {
  readonly files: PageOf<ContentRecord>;
  readonly details: ReadonlyMap<number, AttachmentDetails>;
}

export async function readFilesOf({ attachments }: Wiki, reader: Reader, contentId: number): Promise<PageFiles> {
  const files = await attachments.list(reader, contentId, {}, { start: 0, limit: mostFiles });
  return { files, details: await attachments.details(reader, files.results) };
}

/** @param mayAttach whether the space lets the reader attach files */
export function fileSection(view: View, contentId: number, { files, details }: PageFiles, mayAttach: boolean): Html | false {
  if (files.results.length === 0 && !mayAttach) return false;
  const words = view.text.wiki.attachments;
  const all = address(view, wikiPaths.attachments(contentId));
  return html`
    <section class="child-pages" aria-labelledby="page-files">
      <h2 class="child-pages-title" id="page-files">${words.heading}</h2>
      <ul>
        ${files.results.map((file) => fileItem(view, file, details.get(file.id)))}
        ${files.results.length > 0 && html`<li><a href="${all}">${icon('menu')}<span>${words.all}</span></a></li>`}
        ${mayAttach && html`<li><a href="${all}#attach">${icon('add')}<span>${words.attachFiles}</span></a></li>`}
      </ul>
    </section>`;
}

function fileItem(view: View, { title, version }: ContentRecord, details: AttachmentDetails | undefined): Html | false {
  if (details === undefined) return false;
  const size = view.text.wiki.attachments.bytes(view.format, details.size);
  return html`<li><a href="${address(view, hrefOf(version, details))}">${thumbnailOf(view, version, details) || icon('attachment')}<span>${title}</span></a> <span class="muted">${size}</span></li>`;
}
