/** Opens a `<dialog>` over the page: `data-opens-dialog` names it. The browser keeps the focus inside, closes it by Escape and gives the focus back. */

/** @param {ParentNode} root */
export function attachDialogs(root) {
  for (const opener of root.querySelectorAll('[data-opens-dialog]')) {
    const dialog = document.getElementById(opener.getAttribute('data-opens-dialog') ?? '');
    if (!(dialog instanceof HTMLDialogElement)) continue;
    opener.addEventListener('click', (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }
  for (const dialog of root.querySelectorAll('dialog[data-dialog]')) {
    if (!(dialog instanceof HTMLDialogElement)) continue;
    // A press on the veil around it: the dialog's own box is filled by its parts.
    dialog.addEventListener('pointerdown', (event) => {
      if (event.target === dialog) dialog.close();
    });
    // "Cancel" leads to a page where scripts do not run; here it just closes.
    for (const cancel of dialog.querySelectorAll('.form-actions a')) {
      cancel.addEventListener('click', (event) => {
        event.preventDefault();
        dialog.close();
      });
    }
  }
}
