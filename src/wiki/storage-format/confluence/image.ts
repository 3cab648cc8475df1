/** `ac:image`: an attachment or an external picture, with its caption. */
import { type Attributes, element, type Html, text } from '../html.ts';
import { linkedFileAttributes } from '../linked-attributes.ts';
import type { Rendering } from '../rendering.ts';
import { resourceOf } from '../resources.ts';
import { childOf, type StorageElement } from '../tree.ts';

/** An image that is not there, not visible to the reader, or of a scheme that is not allowed, is shown as its name. */
export function renderImage(node: StorageElement, rendering: Rendering): Html {
  const source = sourceOf(node, rendering);
  const { src } = source.attributes;
  if (src === undefined) return element('span', { class: 'w-unresolved w-unresolved-image' }, text(source.name));

  const align = alignments.get(node.attributes['ac:align'] ?? '');
  const image = element('img', {
    class: [
      'confluence-embedded-image',
      source.origin,
      node.attributes['ac:thumbnail'] === 'true' && 'confluence-thumbnail',
      bordered(node),
    ]
      .filter(Boolean)
      .join(' '),
    src,
    'data-image-src': source.whole ?? src,
    alt: node.attributes['ac:alt'] ?? '',
    title: node.attributes['ac:title'],
    width: pixels(node.attributes['ac:width']),
    height: pixels(node.attributes['ac:height']),
    ...source.attributes,
  });
  const wrapper = element('span', { class: ['confluence-embedded-file-wrapper', align].filter(Boolean).join(' ') }, image);
  const caption = childOf(node, 'ac:caption');
  if (caption === undefined) return wrapper;
  return element('figure', { class: 'w-figure' }, wrapper, element('figcaption', {}, rendering.nodes(caption.children)));
}

const alignments: ReadonlyMap<string, string> = new Map([
  ['left', 'image-left-wrapper'],
  ['center', 'image-center-wrapper'],
  ['right', 'image-right-wrapper'],
]);

type Source = {
  readonly name: string;
  readonly origin: string;
  /** Where the whole picture is, when a small one is shown. */
  readonly whole?: string | undefined;
  readonly attributes: Attributes;
};

/** In pixels: what is to be wider is not shown by a thumbnail. */
const widestThumbnail = 300;

function sourceOf(node: StorageElement, rendering: Rendering): Source {
  const attachment = childOf(node, 'ri:attachment');
  const reference = attachment && resourceOf(attachment);
  if (reference?.kind === 'attachment') {
    const found = rendering.context.attachment(reference);
    const isSmall = node.attributes['ac:thumbnail'] === 'true' && Number(node.attributes['ac:width'] ?? 0) <= widestThumbnail;
    const whole = found && rendering.imageAddress(found.href);
    const attributes = found && {
      src: isSmall && found.thumbnail !== undefined ? rendering.imageAddress(found.thumbnail) : whole,
      ...linkedFileAttributes(rendering, found, reference.filename),
    };
    return { name: reference.filename, origin: '', whole, attributes: attributes ?? {} };
  }
  const address = childOf(node, 'ri:url')?.attributes['ri:value'] ?? '';
  const src = address === '' ? undefined : rendering.imageAddress(address);
  return { name: node.attributes['ac:alt'] || address || 'Image', origin: 'confluence-external-resource', attributes: { src } };
}

function bordered(node: StorageElement): string | false {
  return node.attributes['ac:border'] === 'true' && 'confluence-content-image-border';
}

function pixels(value: string | undefined): string | undefined {
  return value !== undefined && /^[0-9]{1,5}$/.test(value) ? value : undefined;
}
