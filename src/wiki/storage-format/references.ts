/**
 * Collects what a body mentions, in one pass over its tree: for search, for backlinks, and for resolving everything before rendering
 * starts.
 */
import { type ResourceReference, referenceKey, resourceOf } from './resources.ts';
import { childOf, type StorageDocument, type StorageNode, textOf } from './tree.ts';

/** A task of a task list. */
export type TaskReference = {
  /** The author's `ac:task-id`, unique within the page only. */
  readonly id: string;
  readonly complete: boolean;
  readonly text: string;
};

export type StorageReferences = {
  /** The words of the page for search, blocks separated by line feeds. */
  readonly text: string;
  /** Each thing once, in order of first mention. */
  readonly resources: readonly ResourceReference[];
  /** Names of the macros used, each once. */
  readonly macros: readonly string[];
  readonly tasks: readonly TaskReference[];
};

/** Elements whose text is not for reading. */
const unread = new Set(['ac:task-id', 'ac:task-uuid', 'ac:task-status', 'at:declarations']);
/** Parameters that are shown to readers. */
const readParameters = new Set(['title', 'header']);
const inline = new Set(
  'a abbr acronym b big cite code del dfn em font i ins kbd q s samp small span strike strong sub sup tt u var ac:inline-comment-marker'.split(
    ' ',
  ),
);

/** Collects what a document mentions. Linear in the tree. */
export function references(document: StorageDocument): StorageReferences {
  const words: string[] = [];
  const resources = new Map<string, ResourceReference>();
  const macros = new Set<string>();
  const tasks: { id: string; complete: boolean; words: string[] }[] = [];

  /** @param taskWords the words of the innermost task around the node, so that nested tasks are not read many times over */
  const visit = (node: StorageNode, read: boolean, taskWords: string[]): void => {
    if (node.type !== 'element') {
      if (!read) return;
      words.push(node.value);
      taskWords.push(node.value);
      return;
    }
    const { name, attributes } = node;
    let wordsBelow = taskWords;
    if ((name === 'ac:structured-macro' || name === 'ac:macro') && attributes['ac:name']) macros.add(attributes['ac:name']);
    if (name === 'ac:task') {
      wordsBelow = [];
      const status = textOf(childOf(node, 'ac:task-status')).trim();
      tasks.push({ id: textOf(childOf(node, 'ac:task-id')).trim(), complete: status === 'complete', words: wordsBelow });
    }
    const resource = resourceOf(node);
    if (resource !== undefined) resources.set(referenceKey(resource), resource);

    const readBelow = read && !unread.has(name) && (name !== 'ac:parameter' || readParameters.has(attributes['ac:name'] ?? ''));
    const separator = inline.has(name) ? '' : '\n';
    words.push(separator);
    for (const child of node.children) visit(child, readBelow, wordsBelow);
    words.push(separator);
  };
  for (const node of document.children) visit(node, true, []);

  return {
    text: tidy(words.join('')),
    resources: [...resources.values()],
    macros: [...macros],
    tasks: tasks.map((task) => ({ id: task.id, complete: task.complete, text: task.words.join('').trim() })),
  };
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
