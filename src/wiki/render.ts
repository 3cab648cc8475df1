/**
 * Renders bodies as HTML for one reader. Whatever the bodies and their macros show is looked up first, in a number of queries that
 * does not grow with the number of bodies; then everything is rendered at once.
 */
import type { Database } from '../database/database.ts';
import type { Clock } from '../foundation/clock.ts';
import type { LinkedPage, LinkedPages } from './linked-pages.ts';
import { linkResolver, type ResolvedLinks } from './links.ts';
import type { Reader } from './permissions.ts';
import type { ContentRecord } from './records.ts';
import type { Refusal } from './refusals.ts';
import { type FileAnswers, fileReader } from './render-files.ts';
import { apart, type LinkedAnswers, linkedReader } from './render-linked.ts';
import { type ListAnswers, listReader } from './render-lists.ts';
import {
  deepestInclude,
  includedPages,
  type Place,
  pageReader,
  type ReadyPage,
  readyPage,
  roomForPages,
} from './render-pages.ts';
import { styledDocument } from './render-style.ts';
import type { Search } from './search/search.ts';
import { readForeignHtml } from './storage-format/foreign-html.ts';
import { type Html, text } from './storage-format/html.ts';
import type { LinkedPageAnswer, MacroAnswers, PartQuestion } from './storage-format/macro-data.ts';
import { parse } from './storage-format/parse.ts';
import { excerptOf, propertiesOf } from './storage-format/parts.ts';
import { references } from './storage-format/references.ts';
import { defaultRenderLimits, render } from './storage-format/render.ts';
import type { Reading, RenderContext } from './storage-format/rendering.ts';
import type { StorageDocument } from './storage-format/tree.ts';
import type { ByRecord } from './versions.ts';

/** `styled_view` is an export as a whole document. */
export type ViewForm = RenderContext['mode'] | 'styled_view';

/** Content together with the storage format of one of its versions, or of a draft of one. */
interface Source {
  readonly content: ContentRecord;
  readonly body: string;
}

export interface BodyRenderer {
  /** @returns sanitised HTML of each source; what the reader may not see is rendered as if it did not exist */
  render(reader: Reader, sources: readonly Source[], form: ViewForm): Promise<ByRecord<string>>;
  /**
   * Renders a body that is not stored.
   * @param place where it would stand
   */
  preview(reader: Reader, body: string, place: Place, form: ViewForm): Promise<string | Refusal>;
}

export interface Renderer extends BodyRenderer {
  /** The same for pages in the browser: dates are as the reader writes them, in their time zone. */
  readonly forPages: BodyRenderer;
  /** The same for applications, which their people let in here: pages of linked wikis are not shown to them. */
  readonly forApplications: BodyRenderer;
}

/** How programs are told dates, whoever asks: they compare what they read. */
const forPrograms: Reading = { locale: 'en', timeZone: 'UTC' };

/** What stands in place of a body that was written past the check of well-formedness. */
const unreadable = '<p class="w-unknown">This page cannot be shown: its source is not well-formed.</p>';

/** Characters of all that one page includes. */
const mostIncludedHtml = 8 * 1024 * 1024;

/** Milliseconds that the HTML of one page may take, after everything was looked up. */
const longestRendering = 5_000;

/** Characters of an excerpt that is shown as words. */
const longestExcerpt = 1_000;

/** All that was looked up for one rendering. */
interface Answers {
  readonly included: ReadonlyMap<number, ReadyPage>;
  readonly excerpted: ReadonlyMap<number, ReadyPage>;
  readonly lists: ListAnswers;
  readonly links: ResolvedLinks;
  readonly files: FileAnswers;
  readonly linked: LinkedAnswers;
}

export function renderer({
  readingOf = () => forPrograms,
  ...options
}: {
  readonly database: Database;
  readonly baseUrl: string;
  readonly contextPath: string;
  readonly search: Pick<Search, 'find'>;
  readonly clock: Clock;
  readonly linkedPages: LinkedPages;
  /** How somebody reads dates in the browser. */
  readonly readingOf?: ((reader: Reader) => Reading) | undefined;
}): Renderer {
  const readLinked = linkedReader(options.linkedPages);
  return {
    ...bodyRenderer(options, readLinked, () => forPrograms),
    forPages: bodyRenderer(options, readLinked, readingOf),
    forApplications: bodyRenderer(options, linkedReader('in-browser-only'), () => forPrograms),
  };
}

function bodyRenderer(
  options: Omit<Parameters<typeof renderer>[0], 'linkedPages' | 'readingOf'>,
  readLinked: ReturnType<typeof linkedReader>,
  readingOf: (reader: Reader) => Reading,
): BodyRenderer {
  const { baseUrl, clock } = options;
  const resolve = linkResolver(options);
  const read = pageReader(options.database);
  const readLists = listReader(options);
  const readFiles = fileReader(options);

  async function renderAll(reader: Reader, roots: readonly ReadyPage[], form: ViewForm): Promise<readonly string[]> {
    const answers = await lookUp(reader, roots);
    return roots.map((page) => {
      const html = pageRenderer(answers, form === 'view' ? 'view' : 'export_view', readingOf(reader), page);
      return form === 'styled_view' ? styledDocument(page.place.content?.title ?? '', html) : html;
    });
  }

  async function lookUp(reader: Reader, roots: readonly ReadyPage[]): Promise<Answers> {
    const room = roomForPages();
    const included = await includedPages(reader, roots, { resolve, read, room });
    const pages = [...roots, ...included.values()];
    const links = await resolve(reader, pages.map(mentionsOf));
    const lists = await readLists(reader, pages, links);
    const excerpted = await read(reader, lists.excerpted, room);
    const all = [...pages, ...excerpted.values()];
    const allLinks = excerpted.size === 0 ? links : await resolve(reader, all.map(mentionsOf));
    const [files, linked] = await Promise.all([readFiles(reader, all, allLinks), readLinked(reader, all)]);
    return { included, excerpted, lists, links: allLinks, files, linked };
  }

  /** Renders one page with everything that it includes. */
  function pageRenderer(answers: Answers, mode: RenderContext['mode'], reading: Reading, root: ReadyPage): Html {
    const parts = new Map<string, Html | undefined>();
    const end = clock.now() + longestRendering;
    const limits = { ...defaultRenderLimits, isOverdue: () => clock.now() > end };
    let left = mostIncludedHtml;

    const limited = (document: StorageDocument, context: RenderContext): Html => {
      const html = render(document, context, { ...limits, output: left });
      left = Math.max(left - html.length, 0);
      return html;
    };

    /** @param around the pages that this one is included in */
    const contextOf = ({ place }: ReadyPage, around: readonly number[]): RenderContext => {
      const { links, files, lists, excerpted } = answers;
      const spaceOf = (spaceKey: string | undefined) => spaceKey ?? place.spaceKey;
      const macroAnswers: MacroAnswers = {
        tree: (question) => lists.tree(place, question),
        recent: (question) => lists.recent(place, question),
        search: (question) => lists.search(place, question),
        files: ({ page }) => files.on(place, page),
        part: (question) => partOf(question, place, around),
        linkedPage: (question) => linkedPageOf(answers.linked(question)),
        excerpt(pageId, rich) {
          const page = excerpted.get(Number(pageId));
          const excerpt = page && excerptOf(page.document);
          if (page === undefined || excerpt === undefined) return undefined;
          if (rich) return limited(excerpt, contextOf(page, [...around, Number(pageId)]));
          return text(references(excerpt).text.replaceAll('\n', ' ').slice(0, longestExcerpt));
        },
        properties(pageId, id) {
          const page = excerpted.get(Number(pageId));
          if (page === undefined) return [];
          const context = contextOf(page, [...around, Number(pageId)]);
          return propertiesOf(page.document, id).map(({ name, value }) => ({
            name,
            value: limited({ type: 'document', children: value }, context),
          }));
        },
      };
      return {
        mode,
        baseUrl,
        contentId: place.content === undefined ? '' : String(place.content.id),
        reading,
        page: (reference) => links.page(reference, spaceOf(reference.spaceKey)),
        content: ({ contentId }) => links.content(contentId),
        attachment: ({ container, filename }) => files.named(place, container, filename),
        user: (reference) => links.user(reference),
        space: ({ spaceKey }) => links.space(spaceKey),
        answers: macroAnswers,
      };
    };

    /** Whatever a page of another wiki says, it means nothing of this one. */
    const linkedPageOf = (found: LinkedPage): LinkedPageAnswer => {
      if (found.kind === 'absent') return found;
      return { ...found, html: limited(readForeignHtml(found.html, found.href), apart(mode, baseUrl, reading)) };
    };

    const partOf = ({ page, part, name }: PartQuestion, place: Place, around: readonly number[]): Html | undefined => {
      const found =
        page.kind === 'content'
          ? answers.links.content(page.contentId)
          : answers.links.page(page, page.spaceKey ?? place.spaceKey);
      const id = Number(found?.id);
      const source = answers.included.get(id);
      if (source === undefined || around.includes(id) || around.length > deepestInclude) return undefined;
      const key = JSON.stringify([id, part, name]);
      if (!parts.has(key)) {
        const document = part === 'page' ? source.document : excerptOf(source.document, name);
        parts.set(key, document && limited(document, contextOf(source, [...around, id])));
      }
      return parts.get(key);
    };

    return render(root.document, contextOf(root, [root.place.content?.id ?? 0]), limits);
  }

  return {
    async render(reader, sources, form) {
      const pages = sources.flatMap(({ content, body }) => {
        const document = parse(body);
        return document.type === 'document'
          ? [{ content, page: readyPage({ content, spaceKey: content.space.key }, document) }]
          : [];
      });
      const rendered = await renderAll(
        reader,
        pages.map(({ page }) => page),
        form,
      );
      return new Map([
        ...sources.map(({ content }) => [content, unreadable] as const),
        ...pages.map(({ content }, index) => [content, rendered[index] ?? unreadable] as const),
      ]);
    },

    async preview(reader, body, place, form) {
      const document = parse(body);
      if (document.type === 'error') return { refused: 'malformed-body', ...document };
      const [html = ''] = await renderAll(reader, [readyPage(place, document)], form);
      return html;
    },
  };
}

/** What a page names, together with the pages that its macros ask for. */
function mentionsOf({ place, resources, questions }: ReadyPage) {
  const asked = questions.flatMap((question) => {
    switch (question.kind) {
      case 'tree':
        return typeof question.root === 'string' ? [] : [question.root];
      case 'part':
        return [question.page];
      case 'files':
        return question.page ?? [];
      default:
        return [];
    }
  });
  const containers = resources.flatMap((each) => (each.kind === 'attachment' ? (each.container ?? []) : []));
  return { spaceKey: place.spaceKey, resources: [...resources, ...asked, ...containers] };
}
