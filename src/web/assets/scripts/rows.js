/**
 * Rows that can be added and removed (`data-rows`), and checked as they are typed: with `data-check-at` each value is sent there,
 * and the answer, `{ "problem": string | null }`, is shown under its row. The rule is the server's alone; what else in the form it
 * depends on is named by `data-check-with` and sent along.
 */

const waitsAfterTyping = 350; // milliseconds

/** @param {ParentNode} root */
export function attachRows(root) {
  for (const group of root.querySelectorAll('[data-rows]')) {
    if (group instanceof HTMLElement) attach(group);
  }
}

/** @param {HTMLElement} group */
function attach(group) {
  const list = group.querySelector('[data-rows-list]');
  const add = group.querySelector('[data-rows-add]');
  if (list === null || !(add instanceof HTMLButtonElement)) return;
  const most = Number(group.dataset.rowsMost);
  const blank = list.firstElementChild?.cloneNode(true);
  if (!(blank instanceof HTMLElement)) return;
  empty(blank);

  for (const spare of list.querySelectorAll('[data-spare]')) spare.remove();
  for (const row of list.children) attachRow(row);
  count();

  add.addEventListener('click', () => {
    const row = blank.cloneNode(true);
    if (!(row instanceof HTMLElement)) return;
    list.append(row);
    attachRow(row);
    count();
    row.querySelector('input')?.focus();
  });

  /** @param {Element} row */
  function attachRow(row) {
    row.querySelector('[data-row-remove]')?.addEventListener('click', () => {
      const near = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      count();
      near?.querySelector('input')?.focus();
    });
    const input = row.querySelector('input');
    const message = row.querySelector('.row-message');
    const checkAt = group.dataset.checkAt;
    if (input !== null && message instanceof HTMLElement && checkAt !== undefined) {
      checkAsTyped(input, message, checkAt, group.dataset.checking ?? '');
    }
  }

  /** Positions are part of the names that a screen reader says, and of the ids that tie a row to its message. */
  function count() {
    const rows = [...(list?.children ?? [])];
    for (const [index, row] of rows.entries()) {
      const input = row.querySelector('input');
      const message = row.querySelector('.row-message');
      const remove = row.querySelector('[data-row-remove] .visually-hidden');
      if (input === null || message === null) continue;
      const before = message.id;
      input.id = index === 0 ? input.name : `${input.name}-${index + 1}`;
      message.id = `${input.id}-error`;
      const described = input.getAttribute('aria-describedby') ?? '';
      input.setAttribute('aria-describedby', described.replace(before, message.id));
      const label = input.getAttribute('aria-label') ?? '';
      const numbered = label.replace(/\d+$/, String(index + 1));
      input.setAttribute('aria-label', numbered);
      if (remove !== null) remove.textContent = (remove.textContent ?? '').replace(label, numbered);
    }
    if (add instanceof HTMLButtonElement) add.disabled = rows.length >= most;
  }
}

/** @param {HTMLElement} row */
function empty(row) {
  row.removeAttribute('data-spare');
  const input = row.querySelector('input');
  input?.setAttribute('value', '');
  input?.removeAttribute('aria-invalid');
  const message = row.querySelector('.row-message');
  if (message !== null) message.textContent = '';
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} message
 * @param {string} checkAt
 * @param {string} checking
 */
function checkAsTyped(input, message, checkAt, checking) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {AbortController | undefined} */
  let underWay;

  input.addEventListener('input', () => {
    clearTimeout(timer);
    underWay?.abort();
    if (input.value === '') return show('', 'none');
    timer = setTimeout(() => void check(), waitsAfterTyping);
  });

  async function check() {
    underWay = new AbortController();
    const { signal } = underWay;
    const late = setTimeout(() => show(checking, 'checking'), 400);
    try {
      const answer = await fetch(`${checkAt}?${new URLSearchParams({ value: input.value, ...companionOf(input) })}`, {
        headers: { accept: 'application/json' },
        signal,
      });
      if (!answer.ok) throw new Error(`the check answered ${answer.status}`);
      const { problem } = await answer.json();
      show(problem ?? '', problem === null ? 'none' : 'bad');
    } catch {
      // The check is a convenience: whatever happened to it, the form is checked when it is sent.
      if (!signal.aborted) show('', 'none');
    } finally {
      clearTimeout(late);
    }
  }

  /**
   * @param {string} text
   * @param {'none' | 'bad' | 'checking'} kind
   */
  function show(text, kind) {
    message.textContent = text;
    message.dataset.kind = kind;
    if (kind === 'bad') input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }
}

/**
 * @param {HTMLInputElement} input
 * @returns {Record<string, string>}
 */
function companionOf(input) {
  const name = input.closest('[data-check-with]')?.getAttribute('data-check-with');
  return name == null || input.form === null ? {} : { [name]: String(new FormData(input.form).get(name) ?? '') };
}
