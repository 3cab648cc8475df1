/** Going through a page as somebody does who has no mouse. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** More than any page has to stop at. */
const mostPresses = 80;
const focused = `(({ activeElement: at }) =>
  at === null ? [] : [at.id, at.getAttribute('name'), at.getAttribute('aria-label'), at.textContent?.trim()])(document)`;

/** Presses Tab until what is wanted has the focus: by its id, its name, its label, or its words. */
export async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let presses = 0; presses < mostPresses; presses++) {
    await page.keyboard.press('Tab');
    const called: readonly unknown[] = await page.evaluate(focused);
    if (called.includes(wanted)) return;
  }
  assert.fail(`the keyboard does not reach ${wanted}`);
}
