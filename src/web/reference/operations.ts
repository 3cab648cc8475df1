/** The operations of the API as the reference shows them: grouped, searchable, each with an example call. */
import type { ApiDescription, ApiOperation } from '../../http/api-description.ts';

export interface ShownOperation {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** `/rest/api/content/{id}` */
  readonly path: string;
  readonly group: string;
  readonly operation: ApiOperation;
  /** Other paths that do the same. */
  readonly alsoAt: readonly string[];
  /** What words are looked for in, in small letters. */
  readonly searched: string;
}

export interface OperationGroup {
  readonly name: string;
  readonly operations: readonly ShownOperation[];
}

/** @returns the operations in the order of the groups; a second name stands with the operation that it is a name of */
export function groupsOf(api: ApiDescription): readonly OperationGroup[] {
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const seconds = Map.groupBy(all, ({ operation }) => operation['x-same-as']);
  const shown = all.flatMap(({ path, method, operation }): ShownOperation[] => {
    if (operation['x-same-as'] !== undefined) return [];
    const group = operation.tags?.[0] ?? '';
    const words = [method, path, operation.summary, group, operation['x-scope'], operation.operationId];
    return [
      {
        id: operation.operationId,
        method,
        path,
        group,
        operation,
        alsoAt: (seconds.get(operation.operationId) ?? []).map((second) => second.path),
        searched: words.join(' ').toLowerCase(),
      },
    ];
  });
  return api.tags.map(({ name }) => ({ name, operations: shown.filter(({ group }) => group === name) }));
}

/** @returns whether every word of a search occurs in what is said of the operation */
export function isFound({ searched }: ShownOperation, query: string): boolean {
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

const examples: Readonly<Record<string, string>> = {
  id: '65541',
  attachmentId: '65549',
  draftId: '65551',
  targetId: '65545',
  pageId: '65541',
  key: 'DOC',
  spaceKey: 'DOC',
  propertyKey: 'note',
  label: 'how-to',
  name: 'weir-users',
  group: 'weir-users',
  groupName: 'weir-users',
  username: 'lin',
  user: 'lin',
  filename: 'picture.png',
  cql: 'space = DOC and text ~ "word"',
  url: 'https://hooks.example.org/weir',
  macroId: 'a1b2c3',
};

/** What stands for a parameter in an example. */
export function exampleValue(name: string, schema: object): string {
  const known = examples[name];
  if (known !== undefined) return known;
  if ('enum' in schema && Array.isArray(schema.enum)) return String(schema.enum[0]);
  return 'type' in schema && schema.type === 'integer' ? '1' : name;
}

/**
 * The call as a line for a shell, with a token that the environment holds.
 * @param baseUrl scheme, host and context path @param body an example of the JSON that is sent
 */
export function curlExample({ method, path, operation }: ShownOperation, baseUrl: string, body: unknown): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_hole, name: string) => {
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    return encodeURIComponent(exampleValue(name, parameter?.schema ?? {}));
  });
  const required = operation.parameters.filter((each) => each.in === 'query' && each.required);
  const query = new URLSearchParams(required.map(({ name, schema }) => [name, exampleValue(name, schema)]));
  const address = baseUrl + filled + (query.size === 0 ? '' : `?${query}`);
  const takes = Object.keys(operation.requestBody?.content ?? {})[0];
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(address)}`,
    '-H "Authorization: Bearer $WEIR_TOKEN"',
    ...operation.parameters
      .filter((each) => each.in === 'header')
      .map(({ name, schema }) => `-H ${quoted(`${name}: ${exampleValue(name, schema)}`)}`),
    ...(takes === 'multipart/form-data' ? ["-F 'file=@picture.png'", "-F 'comment=A picture'"] : []),
    ...(takes === 'application/json' ? ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`] : []),
  ];
  return lines.join(' \\\n  ');
}

/** Between single quotes a shell reads every sign as it is, but for the quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
