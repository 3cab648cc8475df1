/** Schemas for bodies that clients write in several ways. Members that a schema does not name are accepted and ignored. */
import { type Static, type TSchema, Type } from 'typebox';

/** A field that may be left out, or be null, as clients do who echo what they read. */
export function lenient<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

/** A number or a text: an id, and a title or a name that a program read as a number (`title: 2026` in YAML). */
export const textLike = Type.Union([Type.String(), Type.Integer()]);

/** Yes or no, as a word too. */
export const flagLike = Type.Union([Type.Boolean(), Type.Enum(['true', 'false', ''])]);

/** @returns what a flag says; undefined where it says nothing */
export function readFlag(flag: Static<typeof flagLike> | null | undefined): boolean | undefined {
  return typeof flag === 'string' ? (flag === '' ? undefined : flag === 'true') : (flag ?? undefined);
}

/** A number, or its digits. */
export const numberLike = Type.Union([Type.Integer(), Type.String()]);
