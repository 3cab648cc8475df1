/** Every macro that Weir knows. A new one is a file and a line here. */
import type { Html } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import type { StorageElement } from '../tree.ts';
import { anchor } from './anchor.ts';
import { code } from './code.ts';
import { details } from './details.ts';
import { excerpt } from './excerpt.ts';
import { expand } from './expand.ts';
import { information } from './information.ts';
import { type MacroDefinition, readMacro } from './macro.ts';
import { noformat } from './noformat.ts';
import { panel } from './panel.ts';
import { column, section } from './section.ts';
import { status } from './status.ts';
import { toc } from './toc.ts';
import { renderUnknownMacro } from './unknown.ts';

const definitions: readonly MacroDefinition[] = [
  anchor,
  code,
  column,
  details,
  excerpt,
  expand,
  information,
  noformat,
  panel,
  section,
  status,
  toc,
];

const byName = new Map(definitions.flatMap((definition) => definition.names.map((name) => [name, definition] as const)));

/** Renders a macro element; one that Weir does not know is shown as a placeholder with its body. */
export function renderMacro(element: StorageElement, rendering: Rendering): Html {
  const macro = readMacro(element);
  return byName.get(macro.name)?.render(macro, rendering) ?? renderUnknownMacro(macro, rendering);
}
