/**
 * The stem of an English word: M. F. Porter, "An algorithm for suffix stripping" (1980), with the two later departures of its
 * author (`logi`, `bli`). Done here and not by a database, so that both find the same.
 */

const consonant = '[^aeiou]';
const vowel = '[aeiouy]';
const consonants = `${consonant}[^aeiouy]*`;
const vowels = `${vowel}[aeiou]*`;

/** The measure of a stem: how many times vowels are followed by consonants. */
const measureAbove0 = new RegExp(`^(?:${consonants})?${vowels}${consonants}`);
const measure1 = new RegExp(`^(?:${consonants})?${vowels}${consonants}(?:${vowels})?$`);
const measureAbove1 = new RegExp(`^(?:${consonants})?${vowels}${consonants}${vowels}${consonants}`);
const hasVowel = new RegExp(`^(?:${consonants})?${vowel}`);
const endsInShort = new RegExp(`^${consonants}${vowel}[^aeiouwxy]$`);

const step2: Readonly<Record<string, string>> = {
  ational: 'ate',
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  izer: 'ize',
  bli: 'ble',
  alli: 'al',
  entli: 'ent',
  eli: 'e',
  ousli: 'ous',
  ization: 'ize',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  iveness: 'ive',
  fulness: 'ful',
  ousness: 'ous',
  aliti: 'al',
  iviti: 'ive',
  biliti: 'ble',
  logi: 'log',
};
const step3: Readonly<Record<string, string>> = {
  icate: 'ic',
  ative: '',
  alize: 'al',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
};
const step2Ending = endingOf(Object.keys(step2));
const step3Ending = endingOf(Object.keys(step3));
const step4Ending = endingOf('al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize'.split(' '));

/** Matches the longest of the endings. */
function endingOf(endings: readonly string[]): RegExp {
  return new RegExp(`^(.+?)(${[...endings].sort((a, b) => b.length - a.length).join('|')})$`);
}

/** @param word letters a to z alone */
export function stem(word: string): string {
  if (word.length < 3) return word;
  // A y at the beginning is a consonant; in upper case it is none of the vowels.
  const marked = word.startsWith('y') ? `Y${word.slice(1)}` : word;
  return step5(step4(mapped(step3Ending, step3, mapped(step2Ending, step2, step1c(step1b(step1a(marked))))))).toLowerCase();
}

function step1a(word: string): string {
  return word.replace(/^(.+?)(ss|i)es$/, '$1$2').replace(/^(.+?)([^s])s$/, '$1$2');
}

function step1b(word: string): string {
  const eed = /^(.+?)eed$/.exec(word)?.[1];
  if (eed !== undefined) return measureAbove0.test(eed) ? word.slice(0, -1) : word;
  const stem = /^(.+?)(?:ed|ing)$/.exec(word)?.[1];
  if (stem === undefined || !hasVowel.test(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (/([^aeiouylsz])\1$/.test(stem)) return stem.slice(0, -1);
  return endsInShort.test(stem) ? `${stem}e` : stem;
}

function step1c(word: string): string {
  const stem = word.endsWith('y') ? word.slice(0, -1) : '';
  return hasVowel.test(stem) ? `${stem}i` : word;
}

function mapped(ending: RegExp, endings: Readonly<Record<string, string>>, word: string): string {
  const [, stem = '', suffix = ''] = ending.exec(word) ?? [];
  return measureAbove0.test(stem) ? stem + endings[suffix] : word;
}

function step4(word: string): string {
  const [, stem] = step4Ending.exec(word) ?? /^(.+?[st])ion$/.exec(word) ?? [];
  return stem !== undefined && measureAbove1.test(stem) ? stem : word;
}

function step5(word: string): string {
  const stem = word.endsWith('e') ? word.slice(0, -1) : undefined;
  const cut = stem !== undefined && (measureAbove1.test(stem) || (measure1.test(stem) && !endsInShort.test(stem))) ? stem : word;
  return cut.endsWith('ll') && measureAbove1.test(cut) ? cut.slice(0, -1) : cut;
}
