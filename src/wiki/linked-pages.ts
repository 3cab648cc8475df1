/**
 * The port through which the wiki asks for pages of linked wikis, as one reader may see them. `applinks/linked-wikis` implements it,
 * one floor above; the composition root passes it in.
 */
import type { Person } from '../http/caller.ts';
import type { LinkedPageAbsence, LinkedPageQuestion } from './storage-format/macro-data.ts';

/** A page of a linked wiki. */
export type LinkedPage =
  | {
      readonly kind: 'shown';
      readonly linkName: string;
      readonly title: string;
      /** Absolute. */
      readonly href: string;
      /** As the other side sent it: nothing that is sent to anybody before it was sanitised. */
      readonly html: string;
    }
  | {
      readonly kind: 'absent';
      readonly why: LinkedPageAbsence;
      /** Undefined: there is no such link. */
      readonly linkName: string | undefined;
      /** Where readers connect accounts of their own. */
      readonly accountsHref: string | undefined;
    };

/** @returns one for each question, in their order, within a second or two whatever the other side does */
export type LinkedPages = (reader: Person, questions: readonly LinkedPageQuestion[]) => Promise<readonly LinkedPage[]>;

/** Where nothing is linked. */
export const noLinkedPages: LinkedPages = async (_reader, questions) => questions.map(() => absentPage('unknown-link'));

/** @returns a page that is not shown, of no link in particular */
export function absentPage(why: LinkedPageAbsence): LinkedPage {
  return { kind: 'absent', why, linkName: undefined, accountsHref: undefined };
}
