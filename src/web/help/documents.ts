/**
 * The documents that the help shows: the files of `docs/` and the promises in SECURITY.md, read once, with this site's address in
 * place of the example's.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Inline, textOf } from './inline.ts';
import { type Block, type Heading, parseMarkdown } from './markdown.ts';

export interface HelpDocument {
  /** Names it in its address: `install`. */
  readonly name: string;
  /** The name of its file, as links between documents have it. */
  readonly file: string;
  /** Its heading. */
  readonly title: string;
  readonly sections: readonly Section[];
}

/** A heading with what stands under it, up to the next one. */
export interface Section {
  /** Undefined for what stands before the second heading. */
  readonly heading: Heading | undefined;
  readonly blocks: readonly Block[];
  /** All of it as plain text, for search. */
  readonly text: string;
}

export interface Documents {
  /** The first page: what there is to read. */
  readonly index: HelpDocument;
  /** In the order in which the first page names them. */
  readonly all: readonly HelpDocument[];
  find(name: string): HelpDocument | undefined;
  /** @returns the bytes of a picture, PNG or SVG as the end of its name says */
  picture(file: string): Buffer | undefined;
}

/** What stands in the documents for the base URL of the site. */
export const exampleBaseUrl = 'https://wiki.example.org';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'docs');
const indexName = 'README';

/**
 * Reads all documents and pictures; they are few and small.
 * @param baseUrl of this site
 * @throws when the folder is not there
 */
export function loadDocuments(baseUrl: string): Documents {
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'));
  const read = [...files.map((file) => join(folder, file)), join(root, 'SECURITY.md')].map((path) => documentAt(path, baseUrl));
  const index = read.find(({ name }) => name === indexName.toLowerCase());
  if (index === undefined) throw new Error(`${indexName}.md is missing in ${folder}`);
  const order = linksOf(index);
  const place = ({ file }: HelpDocument) => (order.includes(file) ? order.indexOf(file) : order.length);
  const all = read.filter((each) => each !== index).sort((a, b) => place(a) - place(b));
  const pictures = new Map(
    [folder, join(folder, 'pictures')].flatMap((place) =>
      readdirSync(place)
        .filter((file) => file.endsWith('.png') || file.endsWith('.svg'))
        .map((file) => [file, readFileSync(join(place, file))] as const),
    ),
  );
  return {
    index,
    all,
    find: (name) => all.find((each) => each.name === name),
    picture: (file) => pictures.get(file),
  };
}

function documentAt(path: string, baseUrl: string): HelpDocument {
  const file = basename(path);
  const [first, ...rest] = parseMarkdown(readFileSync(path, 'utf8').replaceAll(exampleBaseUrl, baseUrl));
  if (first?.kind !== 'heading') throw new Error(`${path} does not begin with a heading`);
  return {
    name: basename(file, '.md').toLowerCase(),
    file,
    title: textOf(first.parts),
    sections: sectionsOf(rest),
  };
}

function sectionsOf(blocks: readonly Block[]): readonly Section[] {
  const starts = blocks.flatMap((block, index) => (block.kind === 'heading' ? [index] : []));
  return [-1, ...starts].map((start, index) => {
    const own = blocks.slice(start + 1, starts[index] ?? blocks.length);
    const heading = blocks[start];
    return { heading: heading?.kind === 'heading' ? heading : undefined, blocks: own, text: plainText(own) };
  });
}

function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case 'heading':
        case 'paragraph':
          return textOf(block.parts);
        case 'code':
          return block.code;
        case 'list':
          return block.items.map(plainText).join('\n');
        case 'table':
          return [block.head, ...block.rows].map((row) => row.map(textOf).join(' ')).join('\n');
        default:
          return block satisfies never;
      }
    })
    .join('\n');
}

/** @returns the files that a document links to, in order */
function linksOf({ sections }: HelpDocument): readonly string[] {
  const found: string[] = [];
  const lookInto = (parts: readonly Inline[]): void => {
    for (const part of parts) {
      if (part.kind === 'link') found.push(basename(part.href));
      if ('parts' in part) lookInto(part.parts);
    }
  };
  const walk = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if (block.kind === 'list') block.items.forEach(walk);
      else if (block.kind === 'table') block.rows.flat().forEach(lookInto);
      else if (block.kind !== 'code') lookInto(block.parts);
    }
  };
  for (const { blocks } of sections) walk(blocks);
  return found;
}
