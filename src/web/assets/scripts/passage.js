/** Comments on passages: puts the words selected on the page into the comment form when it is opened (`data-passage`). */

/** @param {ParentNode} root */
export function attachPassages(root) {
  for (const box of root.querySelectorAll('[data-passage]')) {
    const details = box.querySelector('details');
    const field = box.querySelector('textarea[name="passage"]');
    if (details === null || !(field instanceof HTMLTextAreaElement)) continue;
    let marked = '';
    const remember = () => {
      marked = markedOnPage() || marked;
    };
    document.addEventListener('selectionchange', remember);
    // Opening the form takes the selection away, before its change was told.
    details.addEventListener('pointerdown', remember);
    details.addEventListener('toggle', () => {
      if (details.open && field.value === '') field.value = marked;
    });
  }
}

/** @returns the words of the page that are marked; empty for none, and for words elsewhere */
function markedOnPage() {
  const selection = document.getSelection();
  const node = selection?.anchorNode;
  const element = node instanceof Element ? node : node?.parentElement;
  return element?.closest('.wiki-page > .wiki-content') ? (selection?.toString() ?? '') : '';
}
