/** The `data-linked-resource-*` attributes by which exporters recognise what a link or picture refers to. */
import type { Attributes } from './html.ts';
import type { Rendering } from './rendering.ts';
import type { ResolvedAttachment } from './resolved.ts';

/** @param type `page`, `blogpost`, `space`, `userinfo` */
export function linkedAttributes(id: string | undefined, type: string): Attributes {
  return { 'data-linked-resource-id': id, 'data-linked-resource-type': type };
}

/** @param name as the page calls the file */
export function linkedFileAttributes(rendering: Rendering, file: ResolvedAttachment, name: string): Attributes {
  return {
    'data-linked-resource-id': file.id,
    'data-linked-resource-version': String(file.version),
    'data-linked-resource-type': 'attachment',
    'data-linked-resource-default-alias': name,
    'data-base-url': rendering.context.baseUrl,
    'data-linked-resource-content-type': file.mediaType,
    'data-linked-resource-container-id': file.containerId,
    'data-media-type': file.mediaType,
  };
}
