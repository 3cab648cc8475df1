/**
 * Moves a list of steps (`stepList`) on: what **Try it** runs through. A page's own script calls it:
 *
 *     const steps = stepsOf(document.querySelector('#try'));
 *     await steps.run('token', async (show) => {
 *       const answer = await fetch(…);
 *       show('Answer', await answer.text());
 *       if (!answer.ok) throw new Error('The code was refused.');
 *       return 'An access token for one hour.';
 *     });
 */
import { codeBlock } from './code-block.js';

/** @typedef {'waiting' | 'running' | 'done' | 'failed'} StepState */
/** @typedef {(label: string, text: string) => void} ShowDetail */

/** @param {Element | null} list a `[data-steps]` */
export function stepsOf(list) {
  if (!(list instanceof HTMLElement)) throw new TypeError('a list of steps is expected');

  return {
    /**
     * Runs one step: it lights up, then is done (its sentence is what `act` returns) or failed (the error's message).
     * @param {string} id
     * @param {(show: ShowDetail) => Promise<string>} act `show` adds a request or an answer to the step's details
     * @returns {Promise<boolean>} whether it was done
     */
    async run(id, act) {
      setState(id, 'running');
      try {
        describe(id, await act((label, text) => addDetail(id, label, text)));
        setState(id, 'done');
        return true;
      } catch (error) {
        describe(id, error instanceof Error ? error.message : String(error));
        setState(id, 'failed');
        return false;
      }
    },

    /** Back to the beginning: all steps wait, their details are gone. */
    reset() {
      for (const step of list.querySelectorAll('[data-step]')) {
        const id = step.getAttribute('data-step') ?? '';
        setState(id, 'waiting');
        part(id, '[data-step-details]')?.replaceChildren();
      }
    },
  };

  /**
   * @param {string} id
   * @param {string} selector
   */
  function part(id, selector) {
    return list?.querySelector(`[data-step="${CSS.escape(id)}"] ${selector}`) ?? null;
  }

  /**
   * @param {string} id
   * @param {StepState} state
   */
  function setState(id, state) {
    list?.querySelector(`[data-step="${CSS.escape(id)}"]`)?.setAttribute('data-state', state);
    const word = part(id, '[data-step-state]');
    if (word !== null) word.textContent = list?.getAttribute(`data-word-${state}`) ?? '';
  }

  /**
   * @param {string} id
   * @param {string} sentence
   */
  function describe(id, sentence) {
    const description = part(id, '[data-step-description]');
    if (description !== null) description.textContent = sentence;
  }

  /**
   * @param {string} id
   * @param {string} label
   * @param {string} text
   */
  function addDetail(id, label, text) {
    part(id, '[data-step-details]')?.append(codeBlock(label, text));
  }
}
