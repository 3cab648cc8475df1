/** Sends the editor, with the pictures that its preview shows let in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../../../http/headers.ts';
import { imageSources } from '../image-sources.ts';
import type { WikiPageDeps } from '../wiki-route.ts';
import { type EditorProps, editorPage } from './editor-page.ts';

export function sendEditor(
  { views }: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  props: EditorProps,
): FastifyReply {
  const shown = `${props.preview ?? ''}${props.conflict?.difference?.html ?? ''}`;
  const text = editorPage(views.viewOf(request, reply), props);
  return sendPage(reply, text, shown === '' ? undefined : { styledContent: true, imageSources: imageSources(shown) });
}
