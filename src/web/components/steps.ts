/**
 * Steps that light up as they are done, each with its details folded: the list that **Try it** runs through.
 *
 *     stepList(view, { id: 'try', steps: [{ id: 'authorize', title: 'Ask for a code', state: 'waiting', details: html`…` }] })
 *
 * A script moves it on with `assets/scripts/step-runner.js`.
 */
import { type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';

export type StepState = 'waiting' | 'running' | 'done' | 'failed';

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

export function stepList(view: View, props: { readonly id: string; readonly steps: readonly Step[] }): Html {
  const states = view.text.components.stepStates;
  return html`<ol class="steps" id="${props.id}" data-steps data-word-waiting="${states.waiting}" data-word-running="${states.running}" data-word-done="${states.done}" data-word-failed="${states.failed}">${props.steps.map(
    (step) =>
      html`<li class="step" data-step="${step.id}" data-state="${step.state}"><span class="step-mark" aria-hidden="true"></span><div class="step-body"><p class="step-title">${step.title} <span class="step-state" data-step-state>${states[step.state]}</span></p><p class="step-description" data-step-description>${step.description}</p><details class="step-details"><summary>${view.text.components.stepDetails}</summary><div data-step-details>${step.details}</div></details></div></li>`,
  )}</ol>`;
}
