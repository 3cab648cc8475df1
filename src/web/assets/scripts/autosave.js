/**
 * Saves a draft while somebody writes: `data-autosave` is on the form's status line and holds the address to post to. Asks before the
 * page is left with unsaved changes.
 */

const pause = 2000; // milliseconds without a key before the draft is saved

/** @param {ParentNode} root */
export function attachAutosave(root) {
  for (const line of root.querySelectorAll('[data-autosave]')) {
    const form = line.closest('form');
    if (line instanceof HTMLElement && form !== null) watch(form, line);
  }
}

/** @param {HTMLFormElement} form @param {HTMLElement} line */
function watch(form, line) {
  let isDirty = false;
  /** @type {Promise<void> | undefined} */
  let saving;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), pause);
  };

  async function save() {
    if (saving !== undefined) return later();
    isDirty = false;
    line.textContent = line.dataset.saving ?? '';
    saving = send(form, line).then((isSaved) => {
      saving = undefined;
      if (!isSaved) isDirty = true;
    });
    await saving;
  }

  form.addEventListener('input', () => {
    isDirty = true;
    later();
  });
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    isDirty = false;
    if (saving === undefined) return;
    // The answer names the draft that the form is about.
    event.preventDefault();
    const { submitter } = event;
    void saving.then(() => {
      isDirty = false;
      form.requestSubmit(submitter);
    });
  });
  window.addEventListener('beforeunload', (event) => {
    if (isDirty) event.preventDefault();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} line
 * @returns {Promise<boolean>} whether it was saved
 */
async function send(form, line) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value);
  try {
    const answer = await fetch(line.dataset.autosave ?? '', { method: 'POST', body: fields });
    const { saved, draftId, refused } = answer.ok ? await answer.json() : {};
    const draft = form.elements.namedItem('draftId');
    if (draftId !== undefined && draft instanceof HTMLInputElement) draft.value = draftId;
    const says = saved ? line.dataset.saved : refused === 'malformed-body' ? line.dataset.malformed : line.dataset.failed;
    line.textContent = says ?? '';
    return saved === true;
  } catch {
    line.textContent = line.dataset.failed ?? '';
    return false;
  }
}
