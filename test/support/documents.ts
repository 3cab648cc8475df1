/** The documents of the project as tests look at them: their code, links, names and bold words, each with the file it stands in. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Inline, textOf } from '../../src/web/help/inline.ts';
import { type Block, type Code, type Heading, parseMarkdown } from '../../src/web/help/markdown.ts';

const root = join(import.meta.dirname, '..', '..');

export interface TestedDocument {
  /** From the project's folder: `docs/install.md`. */
  readonly path: string;
  readonly source: string;
  readonly headings: readonly Heading[];
  readonly codes: readonly Code[];
  /** Every part of a line, those within others too. */
  readonly parts: readonly Inline[];
  readonly tables: readonly Extract<Block, { kind: 'table' }>[];
}

/** @returns README.md, SECURITY.md and all of `docs/` */
export function allDocuments(): readonly TestedDocument[] {
  return ['README.md', 'SECURITY.md', ...globSync('docs/*.md', { cwd: root }).sort()].map(readDocument);
}

/** @param path from the project's folder */
export function readDocument(path: string): TestedDocument {
  const source = readFileSync(join(root, path), 'utf8');
  const blocks = parseMarkdown(source).flatMap(withNested);
  return {
    path,
    source,
    headings: blocks.filter((block) => block.kind === 'heading'),
    codes: blocks.filter((block) => block.kind === 'code'),
    parts: blocks.flatMap(partsOf).flatMap(withInner),
    tables: blocks.filter((block) => block.kind === 'table'),
  };
}

/** @returns the cells of all tables of a document, a row each, as what a reader sees */
export function rowsOf({ tables }: TestedDocument): readonly (readonly string[])[] {
  return tables.flatMap(({ rows }) => rows.map((row) => row.map(textOf)));
}

/** @returns whether there is a document with this heading */
export function hasPlace(documents: readonly TestedDocument[], file: string, anchor: string | undefined): boolean {
  const document = documents.find(({ path }) => basename(path) === file);
  return document !== undefined && (anchor === undefined || document.headings.some(({ id }) => id === anchor));
}

function withNested(block: Block): readonly Block[] {
  return block.kind === 'list' ? [block, ...block.items.flat().flatMap(withNested)] : [block];
}

function partsOf(block: Block): readonly Inline[] {
  if (block.kind === 'heading' || block.kind === 'paragraph') return block.parts;
  return block.kind === 'table' ? [block.head, ...block.rows].flat(2) : [];
}

function withInner(part: Inline): readonly Inline[] {
  return 'parts' in part ? [part, ...part.parts.flatMap(withInner)] : [part];
}
