/** Writes a filled-in macro in storage format or wiki markup, such that parsing gives back what was meant. */
import type { OfferedMacro, OfferedParameter } from './storage-format/macros/offered.ts';
import { cdata, escapeXml, xmlElement } from './wiki-markup/write.ts';

export interface FilledMacro {
  /** By the names of parameters; what is empty is left out. */
  readonly values: ReadonlyMap<string, string>;
  readonly body: string;
}

export type ParameterProblem =
  | 'missing'
  | 'no-number'
  | 'no-option'
  | 'too-long'
  /** Wiki markup has no way to write it. */
  | 'not-in-wiki-markup';

export type WrittenMacro =
  | { readonly outcome: 'written'; readonly text: string }
  /** By the names of parameters; that of the body is `body`. */
  | { readonly outcome: 'refused'; readonly problems: ReadonlyMap<string, ParameterProblem> };

/** In characters. */
const longestParameter = 1_000;
/** In characters. */
const longestMacroBody = 100_000;

export function writeMacro(macro: OfferedMacro, { values, body }: FilledMacro, markup: 'storage' | 'wiki'): WrittenMacro {
  const tidy = (name: string) => withoutControls(values.get(name) ?? '').trim();
  const problems = new Map(
    macro.parameters.flatMap((parameter) => {
      const problem = problemOf(parameter, tidy(parameter.name), markup);
      return problem === undefined ? [] : [[parameter.name, problem] as const];
    }),
  );
  if (macro.body !== 'none') {
    if (body.length > longestMacroBody) problems.set('body', 'too-long');
    // The body would end there.
    else if (markup === 'wiki' && body.includes(`{${macro.name}}`)) problems.set('body', 'not-in-wiki-markup');
  }
  if (problems.size > 0) return { outcome: 'refused', problems };
  const written = macro.parameters
    .map((parameter) => [parameter, tidy(parameter.name)] as const)
    .filter(([, value]) => value !== '');
  const pairs = written
    .filter(([parameter, value]) => !isDefault(parameter, value))
    .map(([{ name }, value]) => [name, value] as const);
  const inside = withoutControls(body);
  return {
    outcome: 'written',
    text: markup === 'storage' ? inStorage(macro, pairs, inside) : inWikiMarkup(macro, pairs, inside),
  };
}

/** No page can hold them, however they are written (XML 1.0 §2.2). */
function withoutControls(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]/gu, (character) => ('\n\t'.includes(character) ? character : ''));
}

function problemOf(parameter: OfferedParameter, value: string, markup: 'storage' | 'wiki'): ParameterProblem | undefined {
  if (value === '') return parameter.required ? 'missing' : undefined;
  if (value.length > longestParameter) return 'too-long';
  if (parameter.kind === 'number' && !/^[1-9]\d{0,5}$/.test(value)) return 'no-number';
  if (parameter.kind === 'choice' && !parameter.options.includes(value)) return 'no-option';
  return markup === 'wiki' && cannotStand(parameter, value) ? 'not-in-wiki-markup' : undefined;
}

/** Marks of the tag itself; and in a value without a name the sign after one. */
function cannotStand({ name }: OfferedParameter, value: string): boolean {
  return /[{}|\\\n\r]/.test(value) || (name === '' && /^[\w.-]{1,100}\s*=/.test(value));
}

function isDefault(parameter: OfferedParameter, value: string): boolean {
  return (parameter.kind === 'choice' && value === parameter.options[0]) || (parameter.kind === 'flag' && value !== 'true');
}

type Pairs = readonly (readonly [name: string, value: string])[];

function inStorage({ name, body: kind }: OfferedMacro, pairs: Pairs, body: string): string {
  const parameters = pairs.map(([key, value]) => xmlElement('ac:parameter', { 'ac:name': key }, escapeXml(value)));
  const inside = {
    none: '',
    plain: xmlElement('ac:plain-text-body', {}, cdata(body)),
    rich: xmlElement('ac:rich-text-body', {}, paragraphs(body)),
  }[kind];
  const content = parameters.join('') + inside;
  return xmlElement('ac:structured-macro', { 'ac:name': name }, content === '' ? undefined : content);
}

/** @returns lines as paragraphs, at least one, in which to go on writing */
function paragraphs(body: string): string {
  const lines = body.split(/\n+/).filter((line) => line.trim() !== '');
  return (lines.length === 0 ? [''] : lines).map((line) => xmlElement('p', {}, escapeXml(line.trim()))).join('');
}

function inWikiMarkup({ name, body: kind }: OfferedMacro, pairs: Pairs, body: string): string {
  const parameters = pairs.map(([key, value]) => (key === '' ? value : `${key}=${value}`)).join('|');
  const tag = parameters === '' ? `{${name}}` : `{${name}:${parameters}}`;
  return kind === 'none' ? tag : `${tag}\n${body}\n{${name}}`;
}
