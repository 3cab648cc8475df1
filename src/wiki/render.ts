/** Bodies as HTML for one reader: parses, resolves what they point at, renders. */
import type { Database } from '../database/database.ts';
import { linkResolver, type ResolvedLinks } from './links.ts';
import type { Reader } from './permissions.ts';
import type { ContentRecord } from './records.ts';
import { parse } from './storage-format/parse.ts';
import { references } from './storage-format/references.ts';
import { render } from './storage-format/render.ts';
import type { RenderContext } from './storage-format/rendering.ts';
import type { StorageDocument } from './storage-format/tree.ts';

export type RenderMode = RenderContext['mode'];

/** Content together with the storage format of one of its versions, or of a draft of one. */
interface Source {
  readonly content: ContentRecord;
  readonly body: string;
}

export interface Renderer {
  /** @returns sanitised HTML by content id; what the reader may not see is rendered as if it did not exist */
  render(reader: Reader, sources: readonly Source[], mode: RenderMode): Promise<ReadonlyMap<number, string>>;
}

/** BCP 47, of the dates in pages: Weir speaks English. */
const locale = 'en';

/** What stands in place of a body that was written past the check of well-formedness. */
const unreadable = '<p class="w-unknown">This page cannot be shown: its source is not well-formed.</p>';

export function renderer(options: {
  readonly database: Database;
  readonly baseUrl: string;
  readonly contextPath: string;
}): Renderer {
  const resolve = linkResolver(options);

  return {
    async render(reader, sources, mode) {
      const parsed = sources.map(({ content, body }) => {
        const outcome = parse(body);
        return { content, document: outcome.type === 'document' ? outcome : undefined };
      });
      const mentions = parsed.map(({ content, document }) => ({
        content,
        resources: document === undefined ? [] : references(document).resources,
      }));
      const links = await resolve(reader, mentions);
      return new Map(
        parsed.map(({ content, document }) => [
          content.id,
          document === undefined ? unreadable : html(document, content, links, mode),
        ]),
      );
    },
  };

  function html(document: StorageDocument, content: ContentRecord, links: ResolvedLinks, mode: RenderMode): string {
    return render(document, {
      mode,
      baseUrl: options.baseUrl,
      contentId: String(content.id),
      locale,
      page: (reference) => links.page(reference, reference.spaceKey ?? content.space.key),
      content: ({ contentId }) => links.content(contentId),
      // Content has no attachments yet.
      attachment: () => undefined,
      user: (reference) => links.user(reference),
      space: ({ spaceKey }) => links.space(spaceKey),
    });
  }
}
