/** Finds one macro in a body, for programs that know its id and ask for its contents. */
import { readMacro } from './macros/macro.ts';
import { parse } from './parse.ts';
import { childOf, type StorageElement, type StorageNode } from './tree.ts';

/** A macro as it was written. */
export interface FoundMacro {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Storage format, or the text of a plain body. */
  readonly body: string;
}

/**
 * @param source a body
 * @param id the `ac:macro-id`
 * @returns the first macro with this id
 */
export function findMacro(source: string, id: string): FoundMacro | undefined {
  const document = parse(source);
  if (document.type === 'error') return undefined;
  const find = (nodes: readonly StorageNode[]): StorageElement | undefined => {
    for (const node of nodes) {
      if (node.type !== 'element') continue;
      const found = isMacro(node) && node.attributes['ac:macro-id'] === id ? node : find(node.children);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const macro = find(document.children);
  if (macro === undefined) return undefined;
  const { name, parameters, plainBody } = readMacro(macro);
  const rich = childOf(macro, 'ac:rich-text-body');
  return { name, parameters, body: rich === undefined ? plainBody : within(source, rich) };
}

function isMacro({ name }: StorageElement): boolean {
  return name === 'ac:structured-macro' || name === 'ac:macro';
}

/** What stands between the tags of an element. */
function within(source: string, { start, end, children }: StorageElement): string {
  if (children.length === 0) return '';
  // The first child begins where the start tag ends; what is no node of the tree before it is a comment.
  return source.slice(source.indexOf('>', start) + 1, source.lastIndexOf('</', end - 1));
}
