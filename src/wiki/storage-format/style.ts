/** The CSS that authors may write: a few properties that change how text looks; none that moves, hides, covers or loads. */

const colour = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([0-9., %]{1,40}\))$/;
const length = /^(?:0|auto|[0-9]{1,4}(?:\.[0-9]{1,6})?(?:px|pt|em|rem|%))$/;
const oneOf = (words: string) => new RegExp(`^(?:${words})$`);

const properties: ReadonlyMap<string, RegExp> = new Map([
  ['color', colour],
  ['background-color', colour],
  ['width', length],
  ['height', length],
  ['min-width', length],
  ['max-width', length],
  ['margin-left', length],
  ['padding-left', length],
  ['text-align', oneOf('left|right|center|justify|start|end')],
  ['vertical-align', oneOf('top|middle|bottom|baseline|sub|super')],
  ['text-decoration', oneOf('none|underline|line-through')],
  ['font-weight', oneOf('normal|bold|[1-9]00')],
  ['font-style', oneOf('normal|italic|oblique')],
  ['white-space', oneOf('normal|nowrap|pre|pre-wrap|pre-line')],
  ['list-style-type', oneOf('none|disc|circle|square|decimal|lower-alpha|upper-alpha|lower-roman|upper-roman')],
]);

/** The declarations of a `style` attribute that are allowed, written anew, or `undefined` if none is. */
export function safeStyle(style: string): string | undefined {
  const kept: string[] = [];
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = declaration
      .slice(colon + 1)
      .trim()
      .toLowerCase();
    if (properties.get(name)?.test(value)) kept.push(`${name}: ${value};`);
  }
  return kept.length === 0 ? undefined : kept.join(' ');
}

/** A colour as an author may write it (`#aabbcc`, a name, `rgb(…)`), or `undefined`. */
export function safeColour(value: string | undefined): string | undefined {
  const written = value?.trim().toLowerCase();
  return written !== undefined && colour.test(written) ? written : undefined;
}

/** A length as an author may write it, a bare number being pixels, or `undefined`. */
export function safeLength(value: string | undefined): string | undefined {
  const written = value?.trim().toLowerCase() ?? '';
  if (/^[0-9]{1,4}$/.test(written)) return `${written}px`;
  return length.test(written) ? written : undefined;
}
