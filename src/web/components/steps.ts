/**
 * Steps that light up as they are done, each with its details folded: the list that **Try it** runs through.
 *
 *     stepList(view, { id: 'try', steps: [{ id: 'authorize', title: 'Ask for a code', state: 'waiting', details: html`…` }] })
 *
 * A script moves it on with `assets/scripts/step-runner.js`.
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';

type StepState = 'waiting' | 'running' | 'done' | 'failed';

export type Step = {
  /** Unique in the list. */
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  /** One sentence: what happens here, or what came of it. */
  readonly description?: Renderable;
  /** Request and answer. */
  readonly details?: Renderable;
};

export function stepList(view: View, { id, steps }: { readonly id: string; readonly steps: readonly Step[] }): Html {
  const words = view.text.components.stepStates;
  // The script that moves the steps on finds the words for their states here.
  const said = attributes(Object.fromEntries(Object.entries(words).map(([state, word]) => [`data-word-${state}`, word])));
  return html`<ol class="steps" id="${id}" data-steps ${said}>${steps.map((step) => stepItem(view, step))}</ol>`;
}

function stepItem(view: View, { id, title, state, description, details }: Step): Html {
  const { stepStates, stepDetails } = view.text.components;
  return html`
    <li class="step" data-step="${id}" data-state="${state}">
      <span class="step-mark" aria-hidden="true"></span>
      <div class="step-body">
        <p class="step-title">${title} <span class="step-state" data-step-state>${stepStates[state]}</span></p>
        <p class="step-description" data-step-description>${description}</p>
        <details class="step-details">
          <summary>${stepDetails}</summary>
          <div data-step-details>${details}</div>
        </details>
      </div>
    </li>`;
}
