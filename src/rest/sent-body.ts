/** Bodies as clients send them: storage format, the editor's format (the same), or wiki markup. */
import { type Static, Type } from 'typebox';
import { longestWikiMarkup, wikiToStorage } from '../wiki/wiki-markup/convert.ts';
import { badRequest, type ErrorAnswer } from './errors.ts';
import { lenient } from './lenient.ts';

const Body = Type.Object({ value: lenient(Type.String()), representation: lenient(Type.String()) });

/** `body` of content, under the name of its representation. */
export const SentBody = Type.Object({
  storage: lenient(Body),
  editor: lenient(Body),
  wiki: lenient(Body),
});

/**
 * @returns the storage format, undefined where there is no body, or the answer to one in a representation that cannot be
 * stored. What a body says of itself counts more than the name it is under: clients send wiki markup under `storage`
 */
export function storageOf(body: Static<typeof SentBody> | null | undefined): string | undefined | ErrorAnswer {
  const [name, sent] = storable.map((each) => [each, body?.[each]] as const).find(([, each]) => isSent(each)) ?? [];
  if (name === undefined) return otherBody(body);
  if (sent?.value === undefined || sent.value === null) return undefined;
  const representation = sent.representation || name;
  switch (representation) {
    case 'storage':
    case 'editor':
      return sent.value;
    case 'wiki':
      return fromWiki(sent.value);
    default:
      return notStorable(representation);
  }
}

const storable = ['storage', 'editor', 'wiki'] as const;

/** Under a name that Weir does not store, such as one of the cloud product: without an answer the content would be empty. */
function otherBody(body: object | null | undefined): ErrorAnswer | undefined {
  const other = Object.entries(body ?? {}).find(([name, each]) => !name.startsWith('_') && isSent(each));
  return other && notStorable(other[0]);
}

function isSent(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'value' in body;
}

function notStorable(representation: string): ErrorAnswer {
  return badRequest(`A body is accepted as storage, editor or wiki, not as ${representation}.`);
}

/** @returns storage format, or the answer to wiki markup that is too long */
export function fromWiki(markup: string): string | ErrorAnswer {
  if (markup.length <= longestWikiMarkup) return wikiToStorage(markup);
  return badRequest(`Wiki markup has at most ${longestWikiMarkup} characters: send a longer body as storage.`);
}
