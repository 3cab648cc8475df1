/** Every macro that Weir knows. A new one is a file in this folder and a line here. */
import type { Html } from '../html.ts';
import type { MacroQuestion } from '../macro-data.ts';
import type { Rendering } from '../rendering.ts';
import type { ResourceReference } from '../resources.ts';
import type { StorageDocument, StorageElement, StorageNode } from '../tree.ts';
import { anchor } from './anchor.ts';
import { children } from './children.ts';
import { code } from './code.ts';
import { contentByLabel } from './content-by-label.ts';
import { details } from './details.ts';
import { detailsSummary } from './details-summary.ts';
import { excerpt } from './excerpt.ts';
import { expand } from './expand.ts';
import { attachments, gallery, viewFile } from './files.ts';
import { excerptInclude, include } from './include.ts';
import { information } from './information.ts';
import { jira } from './jira.ts';
import { linkedPage } from './linked-page.ts';
import { livesearch } from './livesearch.ts';
import { type Macro, type MacroDefinition, readMacro } from './macro.ts';
import { noformat } from './noformat.ts';
import { pagetree } from './pagetree.ts';
import { panel } from './panel.ts';
import { profile } from './profile.ts';
import { recentlyUpdated } from './recently-updated.ts';
import { column, section } from './section.ts';
import { status } from './status.ts';
import { toc } from './toc.ts';
import { renderUnknownMacro } from './unknown.ts';
import { widget } from './widget.ts';

const definitions: readonly MacroDefinition[] = [
  anchor,
  attachments,
  children,
  code,
  column,
  contentByLabel,
  details,
  detailsSummary,
  excerpt,
  excerptInclude,
  expand,
  gallery,
  include,
  information,
  jira,
  linkedPage,
  livesearch,
  noformat,
  pagetree,
  panel,
  profile,
  recentlyUpdated,
  section,
  status,
  toc,
  viewFile,
  widget,
];

const byName = new Map(definitions.flatMap((definition) => definition.names.map((name) => [name, definition] as const)));

/** The names of all of them, those of old pages too. */
export const macroNames: ReadonlySet<string> = new Set(byName.keys());

/** Renders a macro element; one that Weir does not know is shown as a placeholder with its body. */
export function renderMacro(element: StorageElement, rendering: Rendering): Html {
  const macro = readMacro(element);
  return byName.get(macro.name)?.render(macro, rendering) ?? renderUnknownMacro(macro, rendering);
}

/** @returns which parameters of a macro name files in plain text */
export function fileParametersOf(macroName: string): MacroDefinition['fileParameters'] {
  return byName.get(macroName)?.fileParameters;
}

/** What a document's macros need to know before it is rendered. */
export type MacroNeeds = {
  readonly questions: readonly MacroQuestion[];
  readonly resources: readonly ResourceReference[];
};

/** More questions than any page asks; macros beyond show nothing. */
const mostQuestions = 100;

/** Collects what the macros of a document need. Linear in the tree. */
export function macroNeeds(document: StorageDocument): MacroNeeds {
  const questions: MacroQuestion[] = [];
  const resources: ResourceReference[] = [];
  const collect = (definition: MacroDefinition, macro: Macro) => {
    if (questions.length < mostQuestions) questions.push(...(definition.ask?.(macro) ?? []));
    const resource = definition.refersTo?.(macro);
    if (resource !== undefined) resources.push(resource);
  };
  const visit = (node: StorageNode) => {
    if (node.type !== 'element') return;
    if (node.name === 'ac:structured-macro' || node.name === 'ac:macro') {
      const definition = byName.get(node.attributes['ac:name'] ?? '');
      if (definition?.ask !== undefined || definition?.refersTo !== undefined) collect(definition, readMacro(node));
    }
    node.children.forEach(visit);
  };
  document.children.forEach(visit);
  return { questions, resources };
}
