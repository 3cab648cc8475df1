/** Holds what came with a request against the schema of its route. */
import type { FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Value } from 'typebox/value';

/** A route's schema of one part: the body, the query, the parameters or the headers. */
export interface PartSchema {
  readonly schema: TSchema;
  readonly httpPart: string;
}

export type Validated = { readonly value: unknown } | { readonly error: readonly FastifySchemaValidationError[] };

/**
 * Compiled for the first request that has such a part: most routes of a server are not called for hours.
 * @returns says what the part is, texts read as the numbers and flags that they should be (not in a body), or what is wrong with it
 */
export function validatorOf({ schema, httpPart }: PartSchema): (sent: unknown) => Validated {
  let validator: Validator | undefined;
  return (sent) => {
    validator ??= Compile(schema);
    const value = httpPart === 'body' ? sent : Value.Convert(schema, sent);
    return validator.Check(value) ? { value } : { error: validator.Errors(value) };
  };
}
