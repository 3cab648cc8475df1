/** Made-up words, few of them in most texts and most of them in few, as in a real language; titles, names and bodies of them. */
import { type Chance, chance } from './chance.ts';

const vocabularySize = 12_000;
const vocabulary = makeVocabulary();

function makeVocabulary(): readonly string[] {
  const { below } = chance(7);
  const letters = (from: string) => from.charAt(below(from.length));
  const syllable = () => letters('bcdfghjklmnprstvwz') + letters('aeiou') + (below(3) === 0 ? letters('lmnrst') : '');
  const words = new Set<string>();
  while (words.size < vocabularySize) words.add(Array.from({ length: 2 + (words.size > 400 ? below(3) : 0) }, syllable).join(''));
  return [...words];
}

/** In every fifth page; never made up by chance, since its letters are none of a syllable's. */
export const commonWord = 'quarterly';

/** @returns the word of some 25 pages, whatever the number of all: what a search for something particular finds */
export function projectWord(ordinal: number): string {
  return `project${Math.floor(ordinal / 25)}x`;
}

export function word({ few }: Chance): string {
  return vocabulary[few(vocabularySize)] ?? '';
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @returns the title of a page of a space: always the same, so that others can link to it */
export function titleOf(seed: number, space: number, page: number): string {
  const luck = chance(seed, space, page);
  return `${capitalised(word(luck))} ${word(luck)} ${page}`;
}

export function sentence(luck: Chance): string {
  const words = Array.from({ length: 5 + luck.below(14) }, () => word(luck));
  return `${capitalised(words.join(' '))}.`;
}

/** What a body may name. */
export interface Mentionable {
  /** @returns the title of some page of the same space */
  title(): string;
  /** @returns the user key of somebody */
  userKey(): string;
}

/**
 * @param extra words that must be in it
 * @returns paragraphs, lists and macros in storage format; half of the bodies are under 120 words, one in a hundred has thousands
 */
export function body(luck: Chance, mentionable: Mentionable, extra: readonly string[]): string {
  const blocks = Math.min(150, Math.floor(2 + 4 / (luck.next() + 0.026) ** 0.9 / 2));
  const parts = [`<p>${sentence(luck)} ${extra.join(' ')}</p>`];
  for (let at = 1; at < blocks; at += 1) parts.push(block(luck, mentionable));
  return parts.join('');
}

function block(luck: Chance, { title, userKey }: Mentionable): string {
  switch (luck.below(12)) {
    case 0:
      return `<h2>${capitalised(word(luck))} ${word(luck)}</h2>`;
    case 1:
      return `<ul>${Array.from({ length: 2 + luck.below(4) }, () => `<li>${sentence(luck)}</li>`).join('')}</ul>`;
    case 2:
      return `<p>${sentence(luck)} <ac:link><ri:page ri:content-title="${title()}" /></ac:link></p>`;
    case 3:
      return macro(luck);
    case 4:
      return luck.below(4) === 0
        ? `<p><ac:link><ri:user ri:userkey="${userKey()}" /></ac:link> ${sentence(luck)}</p>`
        : `<p><strong>${word(luck)}</strong> ${sentence(luck)}</p>`;
    case 5:
      return luck.below(3) === 0
        ? `<table><tbody><tr><th>${word(luck)}</th><th>${word(luck)}</th></tr><tr><td>${luck.below(1_000)}</td><td>${sentence(luck)}</td></tr></tbody></table>`
        : `<p>${sentence(luck)}</p>`;
    default:
      return `<p>${sentence(luck)} ${sentence(luck)}</p>`;
  }
}

function macro(luck: Chance): string {
  switch (luck.below(6)) {
    case 0:
      return '<ac:structured-macro ac:name="toc" />';
    case 1:
      return '<ac:structured-macro ac:name="children" />';
    case 2:
      return `<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[${word(luck)} = ${luck.below(100)}]]></ac:plain-text-body></ac:structured-macro>`;
    case 3:
      return `<ac:structured-macro ac:name="status"><ac:parameter ac:name="title">${word(luck)}</ac:parameter></ac:structured-macro>`;
    default:
      return `<ac:structured-macro ac:name="info"><ac:rich-text-body><p>${sentence(luck)}</p></ac:rich-text-body></ac:structured-macro>`;
  }
}
