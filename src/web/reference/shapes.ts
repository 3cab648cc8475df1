/** Turns the schemas of the API's description into what a page can show: fields by name, and where each is described further. */
export type Shape =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'choice'; readonly of: readonly Shape[] }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'object'; readonly fields: readonly Field[] }
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'plain'; readonly type: PlainType };

export type PlainType = 'text' | 'id' | 'moment' | 'file' | 'whole number' | 'number' | 'true or false' | 'null' | 'any JSON';

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly isRequired: boolean;
  readonly description: string;
}

const prefix = '#/components/schemas/';

/** @param schema a JSON Schema, as the description has it */
export function readShape(schema: unknown): Shape {
  const own = objectOf(schema);
  if (typeof own.$ref === 'string') return { kind: 'named', name: own.$ref.slice(prefix.length) };
  if (Array.isArray(own.anyOf)) {
    const of = own.anyOf.map(readShape);
    const [only] = of;
    return of.length === 1 && only !== undefined ? only : { kind: 'choice', of };
  }
  if (Array.isArray(own.enum)) return { kind: 'values', values: own.enum.map(String) };
  if ('const' in own) return { kind: 'values', values: [String(own.const)] };
  switch (own.type) {
    case 'array':
      return { kind: 'list', of: readShape(own.items) };
    case 'object':
      return readObject(own);
    case 'string':
      return { kind: 'plain', type: textTypeOf(own) };
    case 'integer':
      return { kind: 'plain', type: 'whole number' };
    case 'number':
      return { kind: 'plain', type: 'number' };
    case 'boolean':
      return { kind: 'plain', type: 'true or false' };
    case 'null':
      return { kind: 'plain', type: 'null' };
    default:
      return { kind: 'plain', type: 'any JSON' };
  }
}

function readObject(own: Readonly<Record<string, unknown>>): Shape {
  const [pattern] = Object.values(objectOf(own.patternProperties));
  if (pattern !== undefined) return { kind: 'map', of: readShape(pattern) };
  const required = Array.isArray(own.required) ? own.required : [];
  const fields = Object.entries(objectOf(own.properties)).map(([name, schema]): Field => {
    const { description } = objectOf(schema);
    return {
      name,
      shape: readShape(schema),
      isRequired: required.includes(name),
      description: typeof description === 'string' ? description : '',
    };
  });
  return { kind: 'object', fields };
}

function textTypeOf({ format, pattern, contentMediaType }: Readonly<Record<string, unknown>>): PlainType {
  if (contentMediaType !== undefined) return 'file';
  if (format === 'date-time') return 'moment';
  return pattern === '^[0-9]+$' ? 'id' : 'text';
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The shape without `null`: a field of a body that may be left out may be null too, which says nothing more. */
export function withoutNull(shape: Shape): Shape {
  switch (shape.kind) {
    case 'choice': {
      const of = shape.of.filter((each) => each.kind !== 'plain' || each.type !== 'null').map(withoutNull);
      const [only] = of;
      return of.length === 1 && only !== undefined ? only : { kind: 'choice', of };
    }
    case 'list':
    case 'map':
      return { ...shape, of: withoutNull(shape.of) };
    case 'object':
      return { ...shape, fields: shape.fields.map((field) => ({ ...field, shape: withoutNull(field.shape) })) };
    default:
      return shape;
  }
}

/** Every field of an object with those below it, each under its dotted name; `[]` stands for the items of a list. */
export function flatFields(shape: Shape, above = ''): readonly Field[] {
  if (shape.kind === 'list') return flatFields(shape.of, `${above}[]`);
  if (shape.kind === 'choice') return shape.of.flatMap((each) => flatFields(each, above));
  if (shape.kind !== 'object') return [];
  return shape.fields.flatMap((field) => {
    const name = above === '' ? field.name : `${above}.${field.name}`;
    return [{ ...field, name }, ...flatFields(field.shape, name)];
  });
}

/** How deep an example goes into what is described elsewhere. */
const deepest = 3;

/**
 * A value of this shape: what must be there, and no more.
 * @param schemas by the names that shapes use
 */
export function exampleOf(shape: Shape, schemas: Readonly<Record<string, object>>, depth = 0): unknown {
  switch (shape.kind) {
    case 'named':
      return depth >= deepest ? {} : exampleOf(readShape(schemas[shape.name]), schemas, depth + 1);
    case 'list':
      return depth >= deepest ? [] : [exampleOf(shape.of, schemas, depth + 1)];
    case 'choice':
      return exampleOf(shape.of[0] ?? { kind: 'plain', type: 'null' }, schemas, depth);
    case 'values':
      return shape.values[0] ?? null;
    case 'object': {
      const shown = shape.fields.some(({ isRequired }) => isRequired)
        ? shape.fields.filter(({ isRequired }) => isRequired)
        : shape.fields;
      return Object.fromEntries(shown.map(({ name, shape: below }) => [name, exampleOf(below, schemas, depth)]));
    }
    case 'map':
      return {};
    case 'plain':
      return plainExamples[shape.type];
    default:
      return shape satisfies never;
  }
}

const plainExamples: Readonly<Record<PlainType, unknown>> = {
  text: 'text',
  id: '65541',
  moment: '2026-01-31T09:30:00.000Z',
  file: '',
  'whole number': 1,
  number: 1,
  'true or false': true,
  null: null,
  'any JSON': {},
};
