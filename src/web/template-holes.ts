/**
 * Where the values of an `html` template stand. A template's fixed parts are parsed once, as a browser would, and each place for a
 * value is classified; a place where no escaping could make a value safe is an error of the template's author.
 */

/** Where in the markup a value stands; it decides how the value is written. */
export type Hole = 'text' | 'attribute' | 'address' | 'tag';

/** Attributes whose value is an address, so that its scheme has to be looked at. */
export const addressAttributes: ReadonlySet<string> = new Set(['href', 'src', 'action', 'formaction', 'poster', 'cite', 'data']);

/** Attributes that no page of ours may set from a value: event handlers, styles, and documents within the document. */
export function isForbiddenAttribute(name: string): boolean {
  return name.startsWith('on') || name === 'style' || name === 'srcdoc';
}

/** Says where each value of a template stands. Throws a `TypeError` when one stands where it could not be made safe. */
export function holesOf(strings: readonly string[]): readonly Hole[] {
  const holes: Hole[] = [];
  let place: Place = inText;
  for (const [index, part] of strings.entries()) {
    place = placeAfter(part, place);
    if (index === strings.length - 1) break;
    holes.push(holeIn(place, part));
    if (place.kind === 'value') place = { ...place, atStart: false };
  }
  if (place.kind !== 'text') throw new TypeError(`a template must end outside of a tag: …${strings.at(-1)}`);
  return holes;
}

/** Where in the markup a reader stands. `opaque` is what no value can be put into: a comment, a script, a style. */
type Place =
  | { readonly kind: 'text' }
  | { readonly kind: 'opaque'; readonly end: string }
  | { readonly kind: 'tag'; readonly element: string }
  | {
      readonly kind: 'value';
      readonly element: string;
      readonly name: string;
      readonly quote: string;
      readonly atStart: boolean;
    };

const inText: Place = { kind: 'text' };
const opaqueElements: ReadonlySet<string> = new Set([
  'script',
  'style',
  'iframe',
  'noscript',
  'xmp',
  'noembed',
  'noframes',
  'plaintext',
]);

function holeIn(place: Place, part: string): Hole {
  if (place.kind === 'text' && !/<\/?$/.test(part)) return 'text';
  if (place.kind === 'tag' && /\s$/.test(part) && !/=\s*$/.test(part)) return 'tag';
  if (place.kind === 'value' && !isForbiddenAttribute(place.name)) {
    return place.atStart && addressAttributes.has(place.name) ? 'address' : 'attribute';
  }
  throw new TypeError(`no value can stand here safely: ${part.slice(-60)}\${…}`);
}

function placeAfter(part: string, from: Place): Place {
  let place = from;
  let at = 0;
  while (at < part.length) [place, at] = step(part, at, place);
  return place;
}

const tagStart = /<!--|<(\/?[a-z][a-z0-9-]*)/iy;
const valueStart = /([^\s"'<>/=]+)\s*=\s*(["'])/y;

/** Reads on from `at` to the next change of place. */
function step(part: string, at: number, place: Place): [Place, number] {
  switch (place.kind) {
    case 'text': {
      tagStart.lastIndex = indexOrEnd(part, '<', at);
      const start = tagStart.lastIndex;
      const tag = tagStart.exec(part);
      if (tag === null) return [place, start + 1];
      return [
        tag[1] === undefined ? { kind: 'opaque', end: '-->' } : { kind: 'tag', element: tag[1].toLowerCase() },
        tagStart.lastIndex,
      ];
    }
    case 'opaque': {
      const end = indexOrEnd(part, place.end, at);
      return end === part.length ? [place, end] : [inText, end + place.end.length];
    }
    case 'value': {
      const end = indexOrEnd(part, place.quote, at);
      if (end === part.length) return [{ ...place, atStart: place.atStart && end === at }, end];
      return [{ kind: 'tag', element: place.element }, end + 1];
    }
    case 'tag': {
      valueStart.lastIndex = at;
      const [all, name, quote] = valueStart.exec(part) ?? [];
      if (all !== undefined && name !== undefined && quote !== undefined) {
        return [{ kind: 'value', element: place.element, name: name.toLowerCase(), quote, atStart: true }, at + all.length];
      }
      if (part[at] !== '>') return [place, at + 1];
      return [opaqueElements.has(place.element) ? { kind: 'opaque', end: `</${place.element}>` } : inText, at + 1];
    }
  }
}

/** Where `needle` next stands in `part`, or the part's end. */
function indexOrEnd(part: string, needle: string, from: number): number {
  const found = part.indexOf(needle, from);
  return found === -1 ? part.length : found;
}
