/** Holds answers of a running Weir against what its own description says of them. */
import assert from 'node:assert/strict';
import Schema from 'typebox/schema';
import type { TestWeir } from './weir.ts';

/** An operation of the description. */
export interface DescribedOperation {
  readonly method: string;
  /** As the description writes it: `/rest/api/content/{id}`. */
  readonly path: string;
  readonly success: number;
  /** Undefined: success has no body, or the bytes of a file. */
  readonly schema: object | undefined;
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
}

export interface DescribedApi {
  readonly operations: readonly DescribedOperation[];
  /** @throws AssertionError where an answer has another status or shape than its operation says, or a field that it does not name */
  check(method: string, path: string, status: number, json: unknown): void;
  /** Which operations were checked at least once, as `GET /rest/api/content/{id}`. */
  readonly checked: ReadonlySet<string>;
}

/** Every object is closed, so that a field which nobody described is found too. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const own = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in own && own.type === 'object' ? { additionalProperties: false, ...own } : own;
}

/** Reads the description that a Weir gives of itself. */
export async function describedApi({ baseUrl }: Pick<TestWeir, 'baseUrl'>): Promise<DescribedApi> {
  // biome-ignore lint/suspicious/noExplicitAny: the document is what is tested
  const api: any = await (await fetch(`${baseUrl}/rest/openapi.json`)).json();
  const components = closed(api.components);
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    // biome-ignore lint/suspicious/noExplicitAny: the document is what is tested
    Object.entries(methods as any).map(([method, operation]: [string, any]): DescribedOperation => {
      const [success = ''] = Object.keys(operation.responses);
      const schema = operation.responses[success].content?.['application/json']?.schema;
      return { method: method.toUpperCase(), path, success: Number(success), schema, parameters: operation.parameters };
    }),
  );
  const compiled = new Map<string, ReturnType<typeof Schema.Compile>>();
  const checked = new Set<string>();

  function validatorOf(name: string, schema: object) {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const made = Schema.Compile({ components, allOf: [closed(schema) as object] });
    compiled.set(name, made);
    return made;
  }

  /** A name in a path stands for one segment; of several that fit, the one with the fewest names is meant. */
  function find(method: string, path: string): DescribedOperation | undefined {
    const asked = path.split('?')[0]?.split('/') ?? [];
    return operations
      .filter((each) => {
        const parts = each.path.split('/');
        return (
          each.method === method &&
          parts.length === asked.length &&
          parts.every((part, index) => part.startsWith('{') || part === asked[index])
        );
      })
      .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
  }

  return {
    operations,
    checked,
    check(method, path, status, json) {
      const operation = find(method, path);
      assert.ok(operation, `${method} ${path} is not described`);
      const name = `${method} ${operation.path}`;
      const isError = status >= 400;
      if (!isError) {
        assert.equal(status, operation.success, `${name} answered ${status}: ${JSON.stringify(json)}`);
        checked.add(name);
      }
      const schema = isError ? { $ref: '#/components/schemas/Error' } : operation.schema;
      if (schema === undefined) return;
      const validator = validatorOf(isError ? 'an error' : name, schema);
      if (validator.Check(json)) return;
      const [, errors] = validator.Errors(json);
      const lines = errors.slice(0, 5).map((each) => `${each.instancePath} ${each.message} (${each.schemaPath})`);
      assert.fail(`${name}: ${lines.join('; ')}\n${JSON.stringify(json, null, 1).slice(0, 3000)}`);
    },
  };
}
