/** `ac:task-list`: a list of tasks, each done (`checked`) or not. */
import { element, type Html, join } from '../html.ts';
import type { Rendering } from '../rendering.ts';
import { childOf, isBlank, isElement, type StorageElement, textOf } from '../tree.ts';

export function renderTaskList(node: StorageElement, rendering: Rendering): Html {
  const attributes = { class: 'inline-task-list w-tasks', 'data-inline-tasks-content-id': rendering.context.contentId };
  const items = node.children
    .filter((child) => !isBlank(child))
    .map((child) => (isElement(child, 'ac:task') ? renderTask(child, rendering) : element('li', {}, rendering.nodes([child]))));
  return element('ul', attributes, join(items));
}

function renderTask(node: StorageElement, rendering: Rendering): Html {
  const complete = textOf(childOf(node, 'ac:task-status')).trim() === 'complete';
  const id = textOf(childOf(node, 'ac:task-id')).trim();
  const body = element('span', { class: 'w-task-body' }, rendering.nodes(childOf(node, 'ac:task-body')?.children ?? []));
  return element('li', { class: complete ? 'checked w-task' : 'w-task', 'data-inline-task-id': id }, body);
}
