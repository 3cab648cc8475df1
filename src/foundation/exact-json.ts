/** JSON whose whole numbers survive a round trip: ids of other systems go beyond what a double holds exactly. */

interface RawJson {
  /** @returns what `JSON.stringify` writes as the text itself (ECMA-262, JSON.rawJSON), which the types do not know yet */
  rawJSON(text: string): unknown;
}

const { rawJSON } = JSON as unknown as RawJson;

/** Most texts hold none, and a reviver costs several times what parsing does. */
const mayHoldLargeNumber = /\d{16}/;

/**
 * Reads JSON. A whole number that a double cannot hold becomes an object of its own, which `JSON.stringify` writes as it came.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return mayHoldLargeNumber.test(text) ? JSON.parse(text, keepLargeNumber) : JSON.parse(text);
}

function keepLargeNumber(_key: string, value: unknown, { source = '' }: { readonly source?: string } = {}): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? rawJSON(source) : value;
}
