/**
 * A macro as written in a body, and what a macro definition is. Each macro, or family of similar ones, is a file in this folder and a
 * line in `table.ts`.
 */
import { type Attributes, element, type Html, text } from '../html.ts';
import type { MacroQuestion } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';
import { type PageReference, type ResourceReference, resourceOf } from '../resources.ts';
import { childOf, childrenOf, type StorageElement, type StorageNode, textOf } from '../tree.ts';

/** One use of a macro: `ac:structured-macro`, or `ac:macro` of old pages. */
export type Macro = {
  readonly name: string;
  /** `ac:macro-id`. */
  readonly id: string | undefined;
  /** Text of each parameter, trimmed, or the address that it holds; the one without a name is `''`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What parameters link to (`ri:page`, `ri:user`, …), by their names. */
  readonly resources: ReadonlyMap<string, ResourceReference>;
  /** Nodes of `ac:rich-text-body`. */
  readonly body: readonly StorageNode[];
  /** Text of `ac:plain-text-body`. */
  readonly plainBody: string;
  readonly hasBody: boolean;
};

/** How macros of some names are shown. */
export type MacroDefinition = {
  readonly names: readonly string[];
  /** What must be known of the wiki before the macro can be rendered. */
  readonly ask?: (macro: Macro) => readonly MacroQuestion[];
  /** What the macro names in a parameter of plain text, and will look up as if it were linked. */
  readonly refersTo?: (macro: Macro) => ResourceReference | undefined;
  /** Parameters of plain text that name a file, or files between commas, of the page that `page` names: they follow it when it is renamed. */
  readonly fileParameters?: { readonly names: readonly string[]; readonly isList: boolean };
  readonly render: (macro: Macro, rendering: Rendering) => Html;
};

/** Reads a macro element. */
export function readMacro(node: StorageElement): Macro {
  const rich = childOf(node, 'ac:rich-text-body');
  const plain = childOf(node, 'ac:plain-text-body');
  const written = childrenOf(node, 'ac:parameter').map(
    (parameter) => [parameter.attributes['ac:name'] ?? '', parameter] as const,
  );
  return {
    name: node.attributes['ac:name'] ?? '',
    id: node.attributes['ac:macro-id'],
    parameters: new Map(
      written.map(([name, parameter]) => [
        name,
        textOf(parameter).trim() || (childOf(parameter, 'ri:url')?.attributes['ri:value'] ?? ''),
      ]),
    ),
    resources: new Map(
      written.flatMap(([name, parameter]) => {
        const linked = childrenOf(childOf(parameter, 'ac:link') ?? parameter).find((child) => child.name.startsWith('ri:'));
        const resource = linked && resourceOf(linked);
        return resource === undefined ? [] : [[name, resource] as const];
      }),
    ),
    body: rich?.children ?? [],
    plainBody: textOf(plain),
    hasBody: rich !== undefined || plain !== undefined,
  };
}

/** A yes-or-no parameter. */
export function isTrue(macro: Macro, parameter: string): boolean {
  return macro.parameters.get(parameter)?.toLowerCase() === 'true';
}

/**
 * A parameter that counts something.
 * @param fallback where it is left out, or no whole number from 1
 */
export function countOf(macro: Macro, parameter: string, fallback: number, most: number): number {
  const written = macro.parameters.get(parameter) ?? '';
  return Math.min(/^[1-9][0-9]{0,8}$/.test(written) ? Number(written) : fallback, most);
}

/** A parameter that lists something, between commas. */
export function listOf(macro: Macro, parameter: string): readonly string[] {
  return (macro.parameters.get(parameter) ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** The page that a parameter names: as a link, or in words as `Title` or `KEY:Title`. */
export function pageOf(macro: Macro, parameter: string): PageReference | undefined {
  const linked = macro.resources.get(parameter);
  if (linked !== undefined) return linked.kind === 'page' || linked.kind === 'blogpost' ? linked : undefined;
  const written = macro.parameters.get(parameter);
  if (!written || written === '@self') return undefined;
  const [, spaceKey, title = written] = /^([\p{L}\p{N}~_.-]+):(\S.*)$/u.exec(written) ?? [];
  return { kind: 'page', title, spaceKey, postingDay: undefined };
}

/** What stands in the place of a macro that has nothing to show, and says why. */
export function macroNotice(macro: Macro, message: string): Html {
  return element(
    'span',
    macroAttributes(macro, 'inline', 'w-unknown'),
    element('span', { class: 'w-unknown-label' }, text(message)),
  );
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
