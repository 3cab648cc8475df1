/** Bodies as clients send them: storage format, what the editor gives (which is storage format too), or wiki markup. */
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
  view: lenient(Body),
});

/**
 * @returns the storage format, undefined where there is no body, or the answer to one in a representation that cannot be
 * stored. What a body says of itself counts more than the name it is under: clients send wiki markup under `storage`
 */
export function storageOf(body: Static<typeof SentBody> | null | undefined): string | undefined | ErrorAnswer {
  const [name, sent] =
    (['storage', 'editor', 'wiki', 'view'] as const)
      .map((each) => [each, body?.[each]] as const)
      .find(([, each]) => each !== undefined && each !== null) ?? [];
  if (name === undefined || sent?.value === undefined || sent.value === null) return undefined;
  const representation = sent.representation || name;
  switch (representation) {
    case 'storage':
    case 'editor':
      return sent.value;
    case 'wiki':
      return fromWiki(sent.value);
    default:
      return badRequest(`A body is accepted as storage, editor or wiki, not as ${representation}.`);
  }
}

/** @returns storage format, or the answer to wiki markup that is too long */
export function fromWiki(markup: string): string | ErrorAnswer {
  if (markup.length <= longestWikiMarkup) return wikiToStorage(markup);
  return badRequest(`Wiki markup has at most ${longestWikiMarkup} characters: send a longer body as storage.`);
}
