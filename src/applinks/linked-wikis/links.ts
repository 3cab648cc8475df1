/** Which outgoing links lead to a wiki, and how people refer to one. */
import { fold } from '../../foundation/folding.ts';
import type { OutgoingLink } from '../outgoing/outgoing-link.ts';

/** @returns whether people here may read over there with accounts of their own */
export function isLinkedWiki({ provider, address, forPeople }: OutgoingLink): boolean {
  return forPeople && address !== '' && (provider === 'weir' || provider === 'confluence');
}

/** @param name as the link is called, or its key */
export function linkedWikiNamed(links: readonly OutgoingLink[], name: string): OutgoingLink | undefined {
  const wikis = links.filter(isLinkedWiki);
  return wikis.find((link) => link.linkKey === name) ?? wikis.find((link) => fold(link.name) === fold(name));
}
