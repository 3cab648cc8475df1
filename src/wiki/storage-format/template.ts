/**
 * The variables of a template: `at:declarations` names and types them, `at:var` places them. A filled template has neither any more;
 * the rest stays byte for byte.
 */
import { defaultParseLimits, parse, type StorageError } from './parse.ts';
import { childrenOf, type StorageElement, type StorageNode } from './tree.ts';

export interface TemplateVariable {
  readonly name: string;
  /** A line, several lines, or one of the options. */
  readonly kind: 'string' | 'textarea' | 'list';
  /** Of a list. */
  readonly options: readonly string[];
}

/** Why a template cannot be filled so. */
export type FillProblem =
  | { readonly problem: 'malformed'; readonly error: StorageError }
  | { readonly problem: 'unknown-variable'; readonly name: string }
  | { readonly problem: 'not-an-option'; readonly variable: TemplateVariable }
  /** What is typed once may stand in many holes. */
  | { readonly problem: 'too-large'; readonly most: number };

const kinds: Readonly<Record<string, TemplateVariable['kind']>> = {
  'at:string': 'string',
  'at:textarea': 'textarea',
  'at:list': 'list',
};

/** @returns the variables in the order in which they are declared, each once; one that has a hole and is not declared is a line */
export function variablesOf(body: string): readonly TemplateVariable[] {
  const document = parse(body);
  if (document.type === 'error') return [];
  const found = new Map<string, TemplateVariable>();
  const visit = (node: StorageNode): void => {
    if (node.type !== 'element') return;
    const variable = variableAt(node);
    if (variable !== undefined && !found.has(variable.name)) found.set(variable.name, variable);
    node.children.forEach(visit);
  };
  document.children.forEach(visit);
  return [...found.values()];
}

function variableAt(element: StorageElement): TemplateVariable | undefined {
  const name = element.attributes['at:name'];
  const kind = element.name === 'at:var' ? 'string' : kinds[element.name];
  if (name === undefined || name === '' || kind === undefined) return undefined;
  const options = childrenOf(element, 'at:option').flatMap((option) => option.attributes['at:value'] ?? []);
  return { name, kind, options };
}

/**
 * @param values by the names of variables; what is left out is empty
 * @returns the body of a page, or why there is none
 */
export function fillTemplate(body: string, values: ReadonlyMap<string, string>): string | FillProblem {
  const document = parse(body);
  if (document.type === 'error') return { problem: 'malformed', error: document };
  const variables = new Map(variablesOf(body).map((variable) => [variable.name, variable]));
  for (const [name, value] of values) {
    const variable = variables.get(name);
    if (variable === undefined) return { problem: 'unknown-variable', name };
    if (variable.kind === 'list' && !variable.options.includes(value)) return { problem: 'not-an-option', variable };
  }
  const texts = new Map([...values].map(([name, value]) => [name, written(value)]));
  const pieces: string[] = [];
  let size = body.length;
  let from = 0;
  const replace = ({ start, end }: StorageElement, by: string) => {
    pieces.push(body.slice(from, start), by);
    size += by.length - (end - start);
    from = end;
  };
  const visit = (node: StorageNode): void => {
    if (node.type !== 'element') return;
    if (node.name === 'at:declarations') replace(node, '');
    else if (node.name === 'at:var') replace(node, texts.get(node.attributes['at:name'] ?? '') ?? '');
    else node.children.forEach(visit);
  };
  document.children.forEach(visit);
  const most = defaultParseLimits.size;
  return size > most ? { problem: 'too-large', most } : pieces.join('') + body.slice(from);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text as storage format: whatever was typed is text, and its lines stay lines. */
function written(value: string): string {
  return value.replace(/[&<>]/g, (sign) => entities[sign] ?? sign).replaceAll(/\r\n?|\n/g, '<br />');
}
