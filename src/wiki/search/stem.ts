/**
 * The stem of an English word: M. F. Porter, "An algorithm for suffix stripping" (1980), with the two later departures of its
 * author (`logi`, `bli`). Done here and not by a database, so that both find the same.
 */

const consonants = '[^aeiou][^aeiouy]*';
const vowels = '[aeiouy][aeiou]*';

/** The measure of a stem: how many times vowels are followed by consonants. */
const measureAbove0 = new RegExp(`^(?:${consonants})?${vowels}${consonants}`);
const measure1 = new RegExp(`^(?:${consonants})?${vowels}${consonants}(?:${vowels})?$`);
const measureAbove1 = new RegExp(`^(?:${consonants})?${vowels}${consonants}${vowels}${consonants}`);
const hasVowel = new RegExp(`^(?:${consonants})?[aeiouy]`);
const endsInShort = new RegExp(`^${consonants}[aeiouy][^aeiouwxy]$`);

/** What an ending becomes; the longest first. */
type Endings = readonly (readonly [ending: string, becomes: string])[];

function endings(table: Readonly<Record<string, string>>): Endings {
  return Object.entries(table).sort(([a], [b]) => b.length - a.length);
}

const step2 = endings({
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
});
const step3 = endings({ icate: 'ic', ative: '', alize: 'al', iciti: 'ic', ical: 'ic', ful: '', ness: '' });
const step4 = endings(
  Object.fromEntries(
    'al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize'.split(' ').map((ending) => [ending, '']),
  ),
);

/** @param word letters a to z alone */
export function stem(word: string): string {
  if (word.length < 3) return word;
  // A y at the beginning is a consonant; in upper case it is none of the vowels.
  const marked = word.startsWith('y') ? `Y${word.slice(1)}` : word;
  const regular = withoutY(withoutPast(withoutPlural(marked)));
  return withoutE(withoutSuffix(replaced(step3, measureAbove0, replaced(step2, measureAbove0, regular)))).toLowerCase();
}

/** Changes the longest ending that there is, when enough stands before it. */
function replaced(table: Endings, enough: RegExp, word: string): string {
  const found = table.find(([ending]) => word.endsWith(ending));
  if (found === undefined) return word;
  const [ending, becomes] = found;
  const stem = word.slice(0, word.length - ending.length);
  return enough.test(stem) ? stem + becomes : word;
}

/** Step 1a. */
function withoutPlural(word: string): string {
  if (!word.endsWith('s') || word.endsWith('ss')) return word;
  const isLong = (word.endsWith('sses') && word.length > 4) || (word.endsWith('ies') && word.length > 3);
  return word.slice(0, isLong ? -2 : -1);
}

/** Step 1b. */
function withoutPast(word: string): string {
  if (word.endsWith('eed')) return measureAbove0.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const stem = word.endsWith('ed') ? word.slice(0, -2) : word.endsWith('ing') ? word.slice(0, -3) : undefined;
  if (stem === undefined || !hasVowel.test(stem)) return word;
  if (stem.endsWith('at') || stem.endsWith('bl') || stem.endsWith('iz')) return `${stem}e`;
  if (/([^aeiouylsz])\1$/.test(stem)) return stem.slice(0, -1);
  return endsInShort.test(stem) ? `${stem}e` : stem;
}

/** Step 1c. */
function withoutY(word: string): string {
  if (!word.endsWith('y')) return word;
  const stem = word.slice(0, -1);
  return hasVowel.test(stem) ? `${stem}i` : word;
}

/** Step 4. */
function withoutSuffix(word: string): string {
  if (!word.endsWith('sion') && !word.endsWith('tion')) return replaced(step4, measureAbove1, word);
  const stem = word.slice(0, -3);
  return measureAbove1.test(stem) ? stem : word;
}

/** Step 5. */
function withoutE(word: string): string {
  const stem = word.endsWith('e') ? word.slice(0, -1) : undefined;
  const isLong = stem !== undefined && (measureAbove1.test(stem) || (measure1.test(stem) && !endsInShort.test(stem)));
  const cut = isLong ? stem : word;
  return cut.endsWith('ll') && measureAbove1.test(cut) ? cut.slice(0, -1) : cut;
}
