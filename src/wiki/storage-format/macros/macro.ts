/**
 * A macro as its author wrote it, and what a definition of one looks like. Each macro, or family of alike ones, is a file
 * beside this one and a line in `table.ts`.
 */
import type { Attributes, Html } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import { childOf, childrenOf, type StorageElement, type StorageNode, textOf } from '../tree.ts';

/** One use of a macro: `ac:structured-macro`, or `ac:macro` of old pages. */
export type Macro = {
  readonly name: string;
  /** `ac:macro-id`. */
  readonly id: string | undefined;
  /** Text of each parameter, trimmed; the one without a name is `''`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Nodes of `ac:rich-text-body`. */
  readonly body: readonly StorageNode[];
  /** Text of `ac:plain-text-body`. */
  readonly plainBody: string;
  readonly hasBody: boolean;
};

/** How macros of some names are shown. */
export type MacroDefinition = {
  readonly names: readonly string[];
  readonly render: (macro: Macro, rendering: Rendering) => Html;
};

/** Reads a macro element. */
export function readMacro(element: StorageElement): Macro {
  const rich = childOf(element, 'ac:rich-text-body');
  const plain = childOf(element, 'ac:plain-text-body');
  const parameters = childrenOf(element, 'ac:parameter').map((parameter): [string, string] => [
    parameter.attributes['ac:name'] ?? '',
    textOf(parameter).trim(),
  ]);
  return {
    name: element.attributes['ac:name'] ?? '',
    id: element.attributes['ac:macro-id'],
    parameters: new Map(parameters),
    body: rich?.children ?? [],
    plainBody: textOf(plain),
    hasBody: rich !== undefined || plain !== undefined,
  };
}

/** A yes-or-no parameter. */
export function isTrue(macro: Macro, parameter: string): boolean {
  return macro.parameters.get(parameter)?.toLowerCase() === 'true';
}

/** The attributes by which API clients recognise a macro's outermost element. */
export function macroAttributes(macro: Macro, output: 'block' | 'inline', classes: string): Attributes {
  return {
    class: `${classes} conf-macro output-${output}`,
    'data-hasbody': String(macro.hasBody),
    'data-macro-name': macro.name,
    'data-macro-id': macro.id,
  };
}
