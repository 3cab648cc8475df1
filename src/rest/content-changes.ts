/** Which change a client asks for when it updates or deletes content, judged by what the content is and by the requested status. */
import type { Origin } from '../audit/origin.ts';
import type { Person } from '../http/caller.ts';
import type { ContentRecord } from '../wiki/records.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { badRequest, type ErrorAnswer, unknownContent } from './errors.ts';
import { readFlag } from './lenient.ts';
import type { Rest } from './rest.ts';
import { storageOf } from './sent-body.ts';
import { numberOf, parentOf, positionOf, resolutionOf, type SentContent, titleOf } from './sent-content.ts';
import { annotationsOf } from './sent-metadata.ts';

type Outcome = ContentRecord | Refusal | ErrorAnswer;

/** @param queryStatus `draft`: it is about what the person has not published yet */
export async function updateContent(
  { wiki }: Rest,
  person: Person,
  id: number,
  content: SentContent,
  queryStatus?: string,
): Promise<Outcome> {
  const known = await wiki.content.find(person, id, { statuses: ['current', 'draft', 'trashed'] });
  if (known === undefined) return unknownContent(id);
  if (content.type && content.type !== known.type) {
    return badRequest(`Content of type ${known.type} cannot become a ${content.type}.`);
  }
  const number = numberOf(content);
  const isOfPendingEdit = known.status === 'current' && (content.status || queryStatus) === 'draft';
  if (number === undefined && known.status !== 'draft' && !isOfPendingEdit) {
    return badRequest('Must supply an incremented version when updating Content. No version supplied.');
  }
  // Nothing else is changed by taking content back from the trash.
  if (known.status === 'trashed') {
    return content.status === 'current' ? wiki.restore(person, id, number ?? 0) : unknownContent(id);
  }
  if (known.type === 'attachment') {
    const { containerId = 0 } = known;
    const annotations = annotationsOf(content.metadata);
    if (isRefusal(annotations)) return annotations;
    return wiki.attachments.revise(person, {
      id,
      containerId,
      filename: titleOf(content),
      annotations,
      ...(number === undefined ? {} : { number }),
    });
  }
  const edit = editOf(id, known, content);
  if (isRefusal(edit) || 'statusCode' in edit) return edit;
  const status = content.status || known.status;
  if (known.status === 'draft') {
    return status === 'current' ? wiki.publishDraft(person, edit) : wiki.saveDraft(person, edit);
  }
  if (isOfPendingEdit) {
    if (known.containerId !== undefined) return badRequest(`Content of type ${known.type} has no drafts.`);
    // Whoever names the next version has seen the current one; for a draft clients send other numbers too, which say nothing.
    const knowsCurrent = number === known.version.number + 1;
    return wiki.saveEdit(person, { ...edit, ...(knowsCurrent ? { basedOn: known.version.number } : {}) });
  }
  if (status !== 'current') return badRequest(`Content cannot be updated to the status ${status}.`);
  const resolution = known.type === 'comment' ? resolutionOf(content) : undefined;
  if (typeof resolution === 'object') return resolution;
  if (resolution !== undefined && edit.body === undefined) return wiki.resolveComment(person, id, resolution);
  const minorEdit = readFlag(content.version?.minorEdit) ?? false;
  const version = { ...edit, number: number ?? 0, minorEdit, ...(resolution === undefined ? {} : { resolution }) };
  return queryStatus === 'draft' ? wiki.publishEdit(person, version) : wiki.publishVersion(person, version);
}

/** @returns what changes, undefined fields left out */
function editOf(id: number, known: ContentRecord, content: SentContent) {
  const body = storageOf(content.body);
  if (typeof body === 'object') return body;
  const parent = known.type === 'page' ? parentOf(content) : undefined;
  if (typeof parent === 'object') return parent;
  const title = titleOf(content);
  const position = positionOf(content);
  const annotations = annotationsOf(content.metadata);
  if (isRefusal(annotations)) return annotations;
  return {
    id,
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(parent === undefined ? {} : { parentId: parent }),
    ...(position === undefined ? {} : { position }),
    message: content.version?.message ?? '',
    annotations,
  };
}

/** @param status what it has: `trashed` deletes it for good, `draft` what the person has not published */
export async function deleteContent(
  { wiki }: Rest,
  person: Person,
  id: number,
  status: string | undefined,
  origin: Origin,
): Promise<Refusal | ErrorAnswer | undefined> {
  switch (status ?? 'current') {
    case 'current':
      return wiki.trash(person, id);
    case 'trashed':
      return wiki.purge(person, id, origin);
    case 'draft': {
      const refusal = await wiki.discardDraft(person, id);
      return refusal === undefined ? undefined : wiki.discardEdit(person, id);
    }
    default:
      return unknownContent(id);
  }
}
