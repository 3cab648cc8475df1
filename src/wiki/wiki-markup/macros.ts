/** `{macro:…}`: what each macro becomes in storage format; those without a line here become structured macros unchanged. */
import { pageLink } from './links.ts';
import type { Piece } from './pieces.ts';
import { cdata, escapeXml, xmlElement } from './write.ts';

/** A macro as it is written: `{name:parameters}`. */
export interface MacroTag {
  readonly name: string;
  /** What stands behind the colon; undefined without one, as in a tag that ends a macro. */
  readonly parameters: string | undefined;
}

/** Their bodies are not wiki markup. */
export const verbatimMacros: ReadonlySet<string> = new Set(
  'code noformat html style sql csv markdown plantuml graphviz mermaid latex mathblock mathinline comment'.split(' '),
);

/** They have no body, whatever other tags of the same name follow. */
export const bodilessMacros: ReadonlySet<string> = new Set(
  `anchor attachments blog-posts change-history children content-report-table contentbylabel contributors detailssummary
excerpt-include gallery include jira jiraissues labels-list livesearch multimedia pagetree pagetreesearch profile
recently-updated spaces status tasks-report-macro toc toc-zone userlister view-file viewpdf viewdoc viewxls viewppt widget`.split(
    /\s+/,
  ),
);

/** Without an end they are no macros, but words in braces. */
export const bodiedMacros: ReadonlySet<string> = new Set(
  'quote color info note warning tip panel expand section column excerpt details'.split(' '),
);

const inlineMacros = new Set(['anchor', 'status', 'jira', 'mathinline', 'profile', 'view-file']);
const alerts = new Set(['info', 'note', 'warning', 'tip']);

/** What a parameter without a name means. */
const defaultParameters: ReadonlyMap<string, string> = new Map([
  ['code', 'language'],
  ['expand', 'title'],
  ['panel', 'title'],
  ['info', 'title'],
  ['note', 'title'],
  ['warning', 'title'],
  ['tip', 'title'],
  ['status', 'title'],
  ['jira', 'key'],
  ['contentbylabel', 'label'],
  ['profile', 'user'],
  ['view-file', 'name'],
]);

/** Parameters that name a page, and are links in storage format. */
const pageParameters = new Set(['include:', 'excerpt-include:', 'children:page', 'pagetree:root']);

/** Converts a macro with a plain body, which is kept as it is written but for the line break at each end. */
export function verbatimToPiece({ name, parameters }: MacroTag, body: string): Piece {
  if (name === 'comment') return { storage: '', block: false };
  const content = xmlElement('ac:plain-text-body', {}, cdata(body.replace(/^[ \t]*\n/, '').replace(/\n$/, '')));
  return { storage: structuredMacro(name, parameters, content), block: !inlineMacros.has(name) };
}

/** Converts a macro without a body. */
export function bodilessToPiece({ name, parameters }: MacroTag): Piece {
  const block = bodilessMacros.has(name) && !inlineMacros.has(name);
  return { storage: structuredMacro(name, parameters), block };
}

/**
 * Converts a macro with a body.
 * @param body what it holds as paragraphs, or as the inside of one
 */
export function bodiedToPiece(
  { name, parameters }: MacroTag,
  body: { blocks(): string; inline(): string; readonly isInline: boolean },
): Piece {
  switch (name) {
    case 'quote':
      return { storage: xmlElement('blockquote', {}, body.blocks()), block: true };
    case 'color': {
      const style = `color: ${parameters?.trim() ?? ''};`;
      return body.isInline
        ? { storage: xmlElement('span', { style }, body.inline()), block: false }
        : { storage: xmlElement('div', { style }, body.blocks()), block: true };
    }
    default:
      return { storage: structuredMacro(name, parameters, xmlElement('ac:rich-text-body', {}, body.blocks())), block: true };
  }
}

function structuredMacro(name: string, parameters: string | undefined, body = ''): string {
  const written = parametersOf(name, parameters).map(([key, value]) =>
    xmlElement('ac:parameter', { 'ac:name': key }, pageParameters.has(`${name}:${key}`) ? pageLink(value) : escapeXml(value)),
  );
  const content = written.join('') + body;
  return xmlElement('ac:structured-macro', { 'ac:name': name, 'ac:schema-version': '1' }, content === '' ? undefined : content);
}

/** Each name once: a later value takes the place of an earlier one. */
function parametersOf(macro: string, written: string | undefined): readonly (readonly [string, string])[] {
  if (written === undefined || written.trim() === '') return [];
  const parameters = new Map<string, string>();
  for (const part of written.split('|')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    // A title alone may hold an equals sign: only a word before one is a name.
    const isNamed = /^[\w.-]{1,100}$/.test(name);
    const value = (isNamed ? part.slice(equals + 1) : part).trim();
    if (isNamed) parameters.set(name, value);
    else if (value !== '') parameters.set(defaultParameters.get(macro) ?? '', value);
  }
  return [...parameters].filter(([name]) => !(alerts.has(macro) && name === ''));
}
