/** What a setting is: a name, a parser, and words for the person who sets it. */

/** A value that was read, or what is allowed instead. */
export type Reading<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly allowed: string };

export interface Setting<Value> {
  /** The environment variable, also the name in `weir.env`. */
  readonly name: string;
  /** One sentence for docs/configuration.md. */
  readonly summary: string;
  /** As a person would write it; `undefined`: derived, see `derived`. */
  readonly fallback: string | undefined;
  /** How the value comes about when there is no fallback. */
  readonly derived?: string;
  /** All that may be written, where that is a few words. */
  readonly choices?: readonly string[];
  /** What may be written, in words. */
  readonly allowed: string;
  /** The property of Confluence that does the same, where there is one. */
  readonly confluence?: string;
  /** Masked wherever settings are shown. */
  readonly secret?: boolean;
  /** Only from the environment: it is needed before `weir.env` is found. */
  readonly environmentOnly?: boolean;
  read(text: string): Reading<Value>;
}

type Words = Pick<Setting<unknown>, 'name' | 'summary' | 'fallback' | 'derived' | 'confluence' | 'secret' | 'environmentOnly'>;

/** A whole number between two bounds, both allowed. */
export function wholeNumber(words: Words, least: number, most: number): Setting<number> {
  const allowed = `a whole number from ${least} to ${most}`;
  return {
    ...words,
    allowed,
    read(text) {
      const value = Number(text);
      return /^\d{1,15}$/.test(text) && value >= least && value <= most ? { ok: true, value } : { ok: false, allowed };
    },
  };
}

/** `true` or `false`. */
export function yesOrNo(words: Words): Setting<boolean> {
  const allowed = 'true or false';
  return {
    ...words,
    choices: ['true', 'false'],
    allowed,
    read: (text) => (text === 'true' || text === 'false' ? { ok: true, value: text === 'true' } : { ok: false, allowed }),
  };
}

/** One of a few words. */
export function oneOf<const Choice extends string>(words: Words, choices: readonly Choice[]): Setting<Choice> {
  const allowed = `one of ${choices.join(', ')}`;
  return {
    ...words,
    choices,
    allowed,
    read(text) {
      const value = choices.find((choice) => choice === text);
      return value === undefined ? { ok: false, allowed } : { ok: true, value };
    },
  };
}

/** Any text that a check of its own accepts. */
export function text<Value>(words: Words, allowed: string, parse: (text: string) => Value | undefined): Setting<Value> {
  return {
    ...words,
    allowed,
    read(written) {
      const value = parse(written);
      return value === undefined ? { ok: false, allowed } : { ok: true, value };
    },
  };
}
