/** Inline Markdown: code, bold, emphasis, links, pictures. A subset of CommonMark, without HTML. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly parts: readonly Inline[] }
  | { readonly kind: 'picture'; readonly source: string; readonly description: string };

interface Rule {
  /** Sticky: it is tried where the text stands. */
  readonly pattern: RegExp;
  make(match: RegExpExecArray): Inline;
}

/** The first that fits wins. No pattern can match the same text in two ways, so that none takes longer than the text is long. */
const rules: readonly Rule[] = [
  { pattern: /\\([!-/:-@[-`{-~])/y, make: ([, text = '']) => ({ kind: 'text', text }) },
  { pattern: /``([^`]+(?:`[^`]+)*)``/y, make: ([, text = '']) => ({ kind: 'code', text: text.trim() }) },
  { pattern: /`([^`]+)`/y, make: ([, text = '']) => ({ kind: 'code', text }) },
  {
    pattern: /!\[([^[\]]*)\]\(([^()\s]+)\)/y,
    make: ([, description = '', source = '']) => ({ kind: 'picture', source, description }),
  },
  {
    pattern: /\[((?:[^[\]`]|`[^`]*`)+)\]\(([^()\s]+)\)/y,
    make: ([, text = '', href = '']) => ({ kind: 'link', href, parts: parseInline(text) }),
  },
  {
    pattern: /<(https?:[^<>\s]+)>/y,
    make: ([, href = '']) => ({ kind: 'link', href, parts: [{ kind: 'text', text: href }] }),
  },
  { pattern: /\*\*([^*\s](?:[^*]*[^*\s])?)\*\*/y, make: ([, text = '']) => ({ kind: 'strong', parts: parseInline(text) }) },
  { pattern: /\*([^*\s](?:[^*]*[^*\s])?)\*/y, make: ([, text = '']) => ({ kind: 'emphasis', parts: parseInline(text) }) },
];

/** Where a rule can begin; whatever stands between is text. */
const plain = /[^\\`![<*]+/y;

/** @returns the parts of a line, or of several that belong to one paragraph */
export function parseInline(source: string): readonly Inline[] {
  const parts: Inline[] = [];
  let text = '';
  let position = 0;
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  while (position < source.length) {
    plain.lastIndex = position;
    const words = plain.exec(source)?.[0];
    if (words !== undefined) {
      text += words;
      position += words.length;
      continue;
    }
    const found = firstFitting(source, position);
    if (found === undefined) {
      text += source[position];
      position += 1;
      continue;
    }
    position += found.length;
    if (found.part.kind === 'text') text += found.part.text;
    else {
      flush();
      parts.push(found.part);
    }
  }
  flush();
  return parts;
}

function firstFitting(source: string, position: number): { readonly part: Inline; readonly length: number } | undefined {
  for (const { pattern, make } of rules) {
    pattern.lastIndex = position;
    const match = pattern.exec(source);
    if (match !== null) return { part: make(match), length: match[0].length };
  }
  return undefined;
}

/** @returns what a reader sees of the parts, without a mark */
export function textOf(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case 'text':
        case 'code':
          return part.text;
        case 'picture':
          return part.description;
        case 'strong':
        case 'emphasis':
        case 'link':
          return textOf(part.parts);
        default:
          return part satisfies never;
      }
    })
    .join('');
}
