/**
 * Parses the storage format: an XML fragment with the undeclared prefixes `ac:`, `ri:`, `at:` and the entities of HTML 4. Nothing is
 * fetched or declared, and an entity never expands beyond one character; the source itself is never changed.
 */
import { SaxesParser } from 'saxes';
import { namedEntities } from './entities.ts';
import { describeEnd, describeProblem, type Problem, positionOf } from './parse-problems.ts';
import type { StorageDocument, StorageElement, StorageNode } from './tree.ts';

/** How much one body may hold; what exceeds a limit is an error, never a cut. */
export type ParseLimits = {
  /** Length of the source in UTF-16 units. */
  readonly size: number;
  /** Elements within elements. */
  readonly depth: number;
  /** Attributes of one element. */
  readonly attributes: number;
  /** Elements in all. */
  readonly elements: number;
};

/** Far above real pages, far below what hurts. */
export const defaultParseLimits: ParseLimits = { size: 5 * 1024 * 1024, depth: 200, attributes: 100, elements: 200_000 };

/** Why a body was refused: the text, and row and column (from 1) of the last character that was read. */
export type StorageError = { readonly type: 'error'; readonly text: string; readonly row: number; readonly column: number };

/** The message of the REST answer (400) for a body that does not parse. */
export function storageErrorMessage(error: StorageError): string {
  return `Error parsing xhtml: ${error.text}\n at [row,col {unknown-source}]: [${error.row},${error.column}]`;
}

/**
 * Parses one body. Pure, synchronous, linear in the source; never throws, whatever the string.
 * @returns the tree, or what is wrong and where
 */
export function parse(source: string, limits: ParseLimits = defaultParseLimits): StorageDocument | StorageError {
  const outcome = read(source, limits);
  if ('children' in outcome) return outcome;
  return { type: 'error', text: outcome.text, ...positionOf(source, outcome.read) };
}

type Building = Omit<StorageElement, 'children' | 'end'> & { readonly children: StorageNode[]; end: number };

const root = '<xml>';
const knownPrefixes = new Set(['ac', 'ri', 'at', 'xml', 'xmlns']);
const cdataElements = new Set(['ac:plain-text-body', 'ac:plain-text-link-body']);

function read(source: string, limits: ParseLimits): StorageDocument | Problem {
  if (source.length > limits.size) return { text: `The body is longer than ${limits.size} characters`, read: limits.size };
  // saxes joins a lone surrogate with whatever follows it, so these are refused before it sees them.
  if (!source.isWellFormed())
    return { text: 'Illegal character (unpaired surrogate)', read: source.search(/\p{Surrogate}/u) + 1 };

  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.ENTITIES = namedEntities;

  const top: StorageNode[] = [];
  const open: Building[] = [];
  let siblings = top;
  let closed: string | undefined;
  let elements = 0;
  let attributes = 0;
  let lastEvent = 0;
  let phase: 'before' | 'source' | 'after' | 'complete' = 'before';
  let problem: Problem | undefined;

  const offset = () => Math.min(parser.position - root.length, source.length);
  // saxes goes on after an error; throwing is the only way out of its callbacks, and the throw ends in this function.
  const stop = (found: Problem): never => {
    problem = found;
    throw new Error(found.text);
  };
  const refuse = (text: string, at = offset()) => stop({ text, read: at });

  parser.on('error', ({ message }) => {
    // A wrong end tag has already taken the element that it does not match from the stack.
    const innermost = message === 'unexpected close tag.' ? closed : open.at(-1)?.name;
    if (phase === 'after') stop(describeEnd(source, lastEvent, innermost));
    stop(describeProblem(message, { source, read: offset(), lastEvent, innermost }));
  });
  parser.on('text', (value) => {
    const previous = siblings.at(-1);
    if (previous?.type === 'text') siblings[siblings.length - 1] = { ...previous, value: previous.value + value };
    else siblings.push({ type: 'text', value, start: lastEvent });
  });
  parser.on('comment', () => {
    lastEvent = offset() + 1;
  });
  parser.on('processinginstruction', () =>
    refuse('Processing instructions are not allowed', source.lastIndexOf('<?', offset()) + 2),
  );
  parser.on('cdata', (value) => {
    const start = source.indexOf('<![CDATA[', lastEvent);
    if (!cdataElements.has(open.at(-1)?.name ?? '')) {
      refuse('CDATA is only allowed in ac:plain-text-body and ac:plain-text-link-body', start + 9);
    }
    siblings.push({ type: 'cdata', value, start: start + 9 });
    lastEvent = offset();
  });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > limits.attributes) refuse(`An element has more than ${limits.attributes} attributes`);
  });
  parser.on('opentagstart', () => {
    if (phase === 'before') return;
    attributes = 0;
    elements += 1;
    lastEvent = source.lastIndexOf('<', offset() - 1);
    if (elements > limits.elements) refuse(`There are more than ${limits.elements} elements`);
    if (open.length >= limits.depth) refuse(`Elements are nested more than ${limits.depth} levels deep`);
  });
  parser.on('opentag', (tag) => {
    if (phase === 'before') return;
    const element: Building = {
      type: 'element',
      name: tag.name,
      attributes: tag.attributes,
      children: [],
      start: lastEvent,
      end: lastEvent,
    };
    siblings.push(element);
    open.push(element);
    siblings = element.children;
    lastEvent = offset();
    const prefix = undeclaredPrefix(tag, open);
    if (prefix !== undefined) refuse(`Undeclared namespace prefix "${prefix}"`);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    closed = element?.name;
    if (element !== undefined) {
      siblings = open.at(-1)?.children ?? top;
      element.end = offset();
      if (phase === 'source') lastEvent = element.end;
    } else if (phase === 'source') {
      stop(describeProblem('unmatched closing tag.', { source, read: offset(), lastEvent, innermost: undefined }));
    } else {
      phase = 'complete';
    }
  });

  try {
    parser.write(root);
    phase = 'source';
    parser.write(source);
    phase = 'after';
    parser.write('</xml>');
  } catch (failure) {
    if (problem !== undefined) return problem;
    throw failure;
  }
  // Inside a comment, a CDATA section or a reference the root's end tag is no tag.
  if (phase === 'after') return describeEnd(source, lastEvent, open.at(-1)?.name);
  return { type: 'document', children: top };
}

/** The first prefix of a tag that is neither one of ours nor declared on the element or above it. */
function undeclaredPrefix(tag: Pick<StorageElement, 'name' | 'attributes'>, open: readonly Building[]): string | undefined {
  const own = prefixUndeclared(tag.name, open);
  if (own !== undefined) return own;
  for (const name in tag.attributes) {
    const undeclared = prefixUndeclared(name, open);
    if (undeclared !== undefined) return undeclared;
  }
  return undefined;
}

function prefixUndeclared(name: string, open: readonly Building[]): string | undefined {
  const colon = name.indexOf(':');
  if (colon === -1) return undefined;
  const prefix = name.slice(0, colon);
  if (knownPrefixes.has(prefix) || open.some(({ attributes }) => attributes[`xmlns:${prefix}`] !== undefined)) return undefined;
  return prefix;
}
