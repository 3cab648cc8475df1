/** Content as clients send it to create or update. Read leniently: they echo whole objects and send numbers as text. */
import { type Static, Type } from 'typebox';
import { badRequest, type ErrorAnswer, unknownContent } from './errors.ts';
import { flagLike, lenient, numberLike, textLike } from './lenient.ts';
import { readId } from './query.ts';
import { SentBody } from './sent-body.ts';
import { SentMetadata } from './sent-metadata.ts';

export const SentContent = Type.Object({
  type: lenient(Type.String()),
  status: lenient(Type.String()),
  title: lenient(textLike),
  space: lenient(Type.Object({ key: lenient(textLike), id: lenient(textLike) })),
  ancestors: lenient(Type.Array(Type.Object({ id: lenient(textLike) }))),
  container: lenient(Type.Object({ id: lenient(textLike), type: lenient(Type.String()), key: lenient(Type.String()) })),
  extensions: lenient(
    Type.Object({
      location: lenient(Type.String()),
      inlineProperties: lenient(Type.Record(Type.String(), Type.Unknown())),
      resolution: lenient(Type.Union([Type.String(), Type.Object({ status: lenient(Type.String()) })])),
    }),
  ),
  body: lenient(SentBody),
  version: lenient(Type.Object({ number: lenient(numberLike), message: lenient(Type.String()), minorEdit: lenient(flagLike) })),
  position: lenient(Type.Unknown()),
  metadata: lenient(SentMetadata),
});
export type SentContent = Static<typeof SentContent>;

/** @returns the title; undefined where none is given */
export function titleOf({ title }: SentContent): string | undefined {
  return String(title ?? '') || undefined;
}

/** @returns the id of the page that a comment stands on, the answer for one that no page could have */
export function containerOf({ container }: SentContent): number | ErrorAnswer {
  const id = container?.id;
  if (id === undefined || id === null) return badRequest('A comment needs the id of its page: {"container":{"id":"..."}}.');
  return readId(id) ?? unknownContent(id);
}

/** @returns whether an inline comment is to be settled or opened again; undefined where nothing of that is said */
export function resolutionOf({ extensions }: SentContent): 'open' | 'resolved' | undefined | ErrorAnswer {
  const sent = extensions?.resolution;
  const status = typeof sent === 'string' ? sent : sent?.status;
  if (!status) return undefined;
  // Other servers call a comment that was opened again `reopened`.
  if (status === 'open' || status === 'reopened') return 'open';
  return status === 'resolved' ? 'resolved' : badRequest(`A comment is open or resolved, not ${status}.`);
}

/** The parent is the last of the ancestors: whoever echoes what was read sends them all, from the root. */
export function parentOf({ ancestors }: SentContent): number | undefined | ErrorAnswer {
  const last = ancestors?.at(-1)?.id;
  if (last === undefined || last === null) return undefined;
  return (
    readId(last) ?? {
      statusCode: 404,
      message: `No parent or not permitted to view content with id : ContentId{id=${last}}`,
    }
  );
}

export function numberOf({ version }: SentContent): number | undefined {
  return version?.number === undefined || version.number === null ? undefined : readId(version.number);
}

/** Negative means that nobody has ordered it by hand: it stays where it is. */
export function positionOf({ position }: SentContent): number | undefined {
  return typeof position === 'number' && Number.isSafeInteger(position) && position >= 0 ? position : undefined;
}
