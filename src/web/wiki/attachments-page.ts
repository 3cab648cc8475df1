/** The files of a page: the list of them, and the form by which people attach more. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { openPageRoute, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { readTextsFirst, registerUploads, restOfUpload, skipRest, uploadTime } from '../../http/uploads.ts';
import { type DownloadedFile, downloadPath, thumbnailPath } from '../../wiki/addresses.ts';
import type { AttachmentDetails } from '../../wiki/attachments/attachment-reads.ts';
import { hasThumbnail } from '../../wiki/attachments/media-types.ts';
import { receiveUpload } from '../../wiki/attachments/receiving.ts';
import type { ContentRecord, Page, PageOf } from '../../wiki/records.ts';
import { isRefusal, type Refusal } from '../../wiki/refusals.ts';
import type { Rights } from '../../wiki/rights.ts';
import { personAvatar } from '../components/avatar.ts';
import { button } from '../components/button.ts';
import { fileField, textField } from '../components/field.ts';
import { folded, form, formActions } from '../components/form.ts';
import { icon } from '../components/icon.ts';
import { section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { fieldOf } from '../form-body.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { partIn, partLinks } from './list-parts.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { subpageHead } from './subpage-head.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, queryOf, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

const filesAPage = 50;

export function registerAttachmentsPage(app: App, deps: WikiPageDeps): void {
  const { attachments } = deps.wiki;

  app.get('/pages/viewpageattachments.action', { config: { access: openPageRoute() } }, (request, reply) =>
    show(deps, request, reply),
  );

  app.post('/pages/removeattachment.action', { config: { access: pageRoute() } }, async (request, reply) => {
    const { person } = request.caller;
    const [pageId, id] = [idIn(queryOf(request, 'pageId')), idIn(fieldOf(request.body, 'attachment'))];
    const attachment = id === undefined ? undefined : await deps.wiki.content.find(person, id);
    const isOnPage = attachment?.type === 'attachment' && attachment.containerId === pageId;
    if (person === undefined || pageId === undefined || attachment === undefined || !isOnPage)
      return notFound(deps, request, reply);
    const refusal = await deps.wiki.trash(person, attachment.id);
    if (refusal !== undefined) return sendRefusal(deps, request, reply, refusal);
    return deps.views.goOn(reply, wikiPaths.attachments(pageId), 'file-deleted');
  });

  void registerUploads(app, (routes) => {
    routes.post(
      '/pages/doattachfile.action',
      { config: { access: pageRoute(), bodyTime: uploadTime }, preValidation: readTextsFirst() },
      async (request, reply) => {
        const { person } = request.caller;
        const id = idIn(queryOf(request, 'pageId'));
        if (id === undefined || person === undefined) return notFound(deps, request, reply);
        const refusal =
          (await attachments.whyNotAttachable(person, id)) ??
          (await receiveUpload(attachments, restOfUpload(request), (upload) =>
            attachments.attach(person, { containerId: id, ...upload, whenTaken: 'new-version' }),
          ));
        if (!isRefusal(refusal)) return deps.views.goOn(reply, wikiPaths.attachments(id), 'files-attached');
        skipRest(request);
        const problem = problemOf(deps.views.viewOf(request, reply), refusal);
        return problem === undefined ? sendRefusal(deps, request, reply, refusal) : show(deps, request, reply.code(422), problem);
      },
    );
  });
}

async function show(deps: WikiPageDeps, request: FastifyRequest, reply: FastifyReply, problem?: string): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const reader = request.caller.person;
  const id = idIn(queryOf(request, 'pageId'));
  const content = id === undefined ? undefined : await wiki.content.find(reader, id, { statuses: ['current', 'draft'] });
  if (content === undefined || content.containerId !== undefined) return notFound(deps, request, reply);
  const part = partIn(request, filesAPage);
  const [frame, files, why] = await Promise.all([
    readFrame(wiki, reader, content.space, content),
    wiki.attachments.list(reader, content.id, {}, part),
    wiki.attachments.whyNotAttachable(reader, content.id),
  ]);
  const [details, rights] = await Promise.all([
    wiki.attachments.details(reader, files.results),
    wiki.rights.on(
      reader,
      files.results.map((file) => file.id),
    ),
  ]);
  const mayAttach = reader !== undefined && why === undefined;
  const largest = wiki.attachments.mostBytes();
  return sendPage(
    reply,
    attachmentsPage(views.viewOf(request, reply), { frame, content, files, details, rights, part, mayAttach, largest, problem }),
  );
}

interface AttachmentsProps {
  readonly frame: SpaceFrame;
  readonly content: ContentRecord;
  readonly files: PageOf<ContentRecord>;
  readonly details: ReadonlyMap<number, AttachmentDetails>;
  readonly rights: ReadonlyMap<number, Rights>;
  readonly part: Page;
  readonly mayAttach: boolean;
  /** In bytes. */
  readonly largest: number;
  readonly problem: string | undefined;
}

function attachmentsPage(view: View, props: AttachmentsProps): string {
  const { frame, content, files, details, rights, part, mayAttach } = props;
  const words = view.text.wiki.attachments;
  const title = words.title(content.title);
  return spacePage(view, frame, {
    title,
    main: html`${subpageHead(view, content, { title, description: words.description })}${
      files.results.length === 0
        ? html`<p class="muted">${words.empty}. ${words.emptyBody}</p>`
        : table({
            caption: words.caption,
            columns: [
              { label: words.file },
              { label: words.size, align: 'end' },
              { label: words.version },
              { label: words.by },
              { label: words.when },
              { label: words.comment },
              { label: words.actions, hideLabel: true },
            ],
            rows: files.results.map((file) => [
              ...fileRow(view, file, details.get(file.id)),
              rights.get(file.id)?.delete && deletion(view, content.id, file),
            ]),
          })
    }${partLinks(view, wikiPaths.attachments(content.id), files, part)}${mayAttach && attachSection(view, props)}`,
  });
}

function fileRow(view: View, { title, version }: ContentRecord, details: AttachmentDetails | undefined): readonly Renderable[] {
  const { text, format } = view;
  const words = text.wiki.attachments;
  const { author } = version;
  return [
    details === undefined
      ? title
      : html`<a class="file-name" href="${address(view, hrefOf(version, details))}">${thumbnailOf(view, version, details) || icon('attachment')}<span>${title}</span></a>`,
    details === undefined ? '' : words.bytes(format, details.size),
    format.number(version.number),
    author === undefined
      ? html`<span class="muted">${text.wiki.page.deletedAccount}</span>`
      : html`<span class="with-avatar">${personAvatar(view, author)}<span>${author.fullName}</span></span>`,
    relativeTime(view, version.createdAt),
    details?.comment,
  ];
}

/** Two clicks, with or without scripts. */
function deletion(view: View, pageId: number, { id, title }: ContentRecord): Html {
  const words = view.text.wiki.attachments;
  return folded({
    summary: words.remove,
    body: form(view, {
      action: wikiPaths.removeAttachment(pageId),
      fields: { attachment: String(id) },
      body: button({ label: words.removeFile(title), kind: 'danger', small: true }),
    }),
  });
}

/** Where a version of a file is downloaded. */
export function hrefOf(version: ContentRecord['version'], details: AttachmentDetails): string {
  return downloadPath(downloaded(version, details));
}

/** A small picture of a file beside its name, which says all there is to say; false for what has none. */
export function thumbnailOf(view: View, version: ContentRecord['version'], details: AttachmentDetails): Html | false {
  if (!hasThumbnail(details)) return false;
  const src = address(view, thumbnailPath(downloaded(version, details)));
  return html`<img class="file-thumbnail" src="${src}" alt="" loading="lazy" decoding="async" />`;
}

function downloaded(
  { number, createdAt }: ContentRecord['version'],
  { containerId, filename }: AttachmentDetails,
): DownloadedFile {
  return { containerId, filename, version: number, modifiedAt: createdAt };
}

function attachSection(view: View, { content, largest, problem }: AttachmentsProps): Html {
  const words = view.text.wiki.attachments;
  return section({
    title: words.attachFiles,
    id: 'attach',
    body: form(view, {
      action: wikiPaths.attach(content.id),
      multipart: true,
      // The files come last, behind the token: it is checked before any of them is taken.
      body: html`${textField({ name: 'comment', label: words.comment, hint: words.commentHint })}${fileField({
        name: 'file',
        label: words.files,
        hint: words.filesHint(words.bytes(view.format, largest)),
        multiple: true,
        required: true,
        ...(problem === undefined ? {} : { error: problem }),
      })}${formActions(button({ label: words.submit, kind: 'primary' }))}`,
    }),
  });
}

/** @returns what stands beside the field; undefined for what no other file would mend */
function problemOf(view: View, refusal: Refusal): string | undefined {
  const words = view.text.wiki.attachments;
  switch (refusal.refused) {
    case 'no-file':
      return words.chooseFile;
    case 'file-too-large':
      return words.tooLarge(refusal.filename, words.bytes(view.format, refusal.largest));
    case 'file-type-blocked':
      return words.blocked(refusal.filename);
    case 'invalid-filename':
      return words.badName;
    default:
      return undefined;
  }
}
