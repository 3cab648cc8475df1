/**
 * Reads the plain part of YAML 1.2 that `deploy/` is written in, strictly: block mappings and sequences, indented by two spaces, with plain
 * and double-quoted scalars on one line. Everything else (tabs, flow collections, anchors, tags, a key twice) is an error.
 */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

/** @returns the documents of a file @throws with the number of the line that is not plain */
export function readYaml(file: string): readonly Yaml[] {
  const documents: Line[][] = [[]];
  for (const [index, raw] of file.split('\n').entries()) {
    if (raw === '---') documents.push([]);
    else if (!/^ *(#.*)?$/.test(raw)) documents.at(-1)?.push(lineOf(raw, index + 1));
  }
  return documents
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      const value = readBlock(lines, 0);
      if (lines[0] !== undefined) throw fault(lines[0], 'is indented as nothing before it');
      return value;
    });
}

function lineOf(raw: string, number: number): Line {
  const text = raw.trimStart();
  const line = { number, indent: raw.length - text.length, text };
  if (raw.includes('\t') || raw !== raw.trimEnd() || line.indent % 2 === 1)
    throw fault(line, 'has a tab, an odd indent or a space at its end');
  return line;
}

/** Takes what belongs to a block off the front of the lines. */
function readBlock(lines: Line[], indent: number): Yaml {
  return lines[0]?.text.startsWith('- ') ? readSequence(lines, indent) : readMapping(lines, indent);
}

function readSequence(lines: Line[], indent: number): Yaml {
  const items: Yaml[] = [];
  for (let line = lines[0]; line?.indent === indent && line.text.startsWith('- '); line = lines[0]) {
    const text = line.text.slice(2);
    if (isScalar(text)) {
      lines.shift();
      items.push(scalar(text, line));
    } else {
      lines[0] = { ...line, indent: indent + 2, text };
      items.push(readMapping(lines, indent + 2));
    }
  }
  return items;
}

function readMapping(lines: Line[], indent: number): Yaml {
  const entries = new Map<string, Yaml>();
  for (let line = lines[0]; line?.indent === indent && !line.text.startsWith('- '); line = lines[0]) {
    const [, key, value] = /^([A-Za-z][\w./-]*):(?: (.+))?$/.exec(line.text) ?? [];
    if (key === undefined) throw fault(line, 'is no key with a value');
    if (entries.has(key)) throw fault(line, `has ${key} a second time`);
    lines.shift();
    if (value !== undefined) entries.set(key, scalar(value, line));
    else if (lines[0]?.indent === indent + 2) entries.set(key, readBlock(lines, indent + 2));
    else throw fault(line, 'has no value');
  }
  return Object.fromEntries(entries);
}

function isScalar(text: string): boolean {
  return text.startsWith('"') || !/^[^ ]+:( |$)/.test(text);
}

function scalar(text: string, line: Line): string {
  const quoted = /^"([^"\\]*)"$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  if (!/^[A-Za-z0-9/][^"'#:{}[\],&*!|>%@`]*$/.test(text)) throw fault(line, 'has a value that is not plain');
  return text;
}

function fault({ number, text }: Line, why: string): Error {
  return new Error(`line ${number} ${why}: ${text}`);
}
