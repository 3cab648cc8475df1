/**
 * The passages of a page that open comments are about: shown, numbered and linked with their comments. Markers of comments that are resolved or
 * gone are not shown.
 */
import { html, renderToString } from '../html.ts';
import type { View } from '../view.ts';
import type { PageComments } from './page-comments.ts';

/** As the renderer writes it. */
const marker = /<span class="inline-comment-marker w-inline-comment"(?: data-ref="([^"]*)")?>/g;

/** @param rendered sanitised HTML @returns the same with its markers linked */
export function withPassages(view: View, rendered: string, { comments, details }: PageComments): string {
  const open = new Map(
    comments.results.flatMap(({ id, creator }) => {
      const { markerRef, resolution } = details.get(id) ?? {};
      if (markerRef === undefined || resolution?.status !== 'open') return [];
      return [[markerRef, { id, name: creator?.fullName ?? view.text.wiki.page.deletedAccount }] as const];
    }),
  );
  const seen = new Map<string, number>();
  return rendered.replaceAll(marker, (tag, ref: string | undefined, at: number) => {
    const comment = ref === undefined ? undefined : open.get(ref);
    if (ref === undefined || comment === undefined) return tag.replace('w-inline-comment"', 'w-inline-comment is-settled"');
    if (seen.has(ref)) return tag;
    seen.set(ref, seen.size + 1);
    const { id, name } = comment;
    const label = view.text.wiki.comments.passageOf(view.format, seen.size, name);
    const link = html`<a class="passage-mark" href="#comment-${id}" aria-label="${label}">${seen.size}</a>`;
    const marked = tag.replace('<span ', `<span id="passage-${id}" `);
    // A link within a link would end the outer one.
    const isInLink = rendered.lastIndexOf('<a ', at) > rendered.lastIndexOf('</a>', at);
    return isInLink ? marked : renderToString(link) + marked;
  });
}
