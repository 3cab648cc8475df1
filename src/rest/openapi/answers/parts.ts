/** Building blocks of answer schemas: references to each other, and the shapes that many share. */
import { type TSchema, Type } from 'typebox';

/** An answer by its name among the description's schemas. */
export function named(name: string) {
  return Type.Ref(`#/components/schemas/${name}`);
}

/** A plain list of what has a name. */
export function listOf(name: string) {
  return Type.Array(named(name));
}

/** A moment: ISO 8601 with milliseconds and zone. */
export const moment = Type.String({ format: 'date-time' });

/** The id of content, labels, properties: digits, as a string. */
export const digits = Type.String({ pattern: '^[0-9]+$' });

/** Where an object is: `self` is an absolute address, all others are paths below `base`. */
const links = named('Links');

/** What is not expanded: names of parts, each with its path in the API or an empty string. */
export const expandable = Type.Record(Type.String(), Type.String());

/** An object that is an answer of its own or stands inside another, with its links and what it could expand to. */
export function resource<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object({ ...properties, _links: Type.Optional(links), _expandable: Type.Optional(expandable) });
}

/** A part of a list. @param result the schema of each result */
export function collectionOf(result: TSchema) {
  return Type.Object({
    results: Type.Array(result),
    start: Type.Integer({ minimum: 0 }),
    limit: Type.Integer({ minimum: 0 }),
    size: Type.Integer({ minimum: 0, description: 'How many results this answer has.' }),
    _links: Type.Optional(links),
  });
}
