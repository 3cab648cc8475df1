/** The progress of background work. */
import { type Html, html } from '../html.ts';

export interface ProgressProps {
  /** What a screen reader calls the bar. */
  readonly label: string;
  /** Of 100. */
  readonly percentage: number;
  /** The same in words, below the bar. */
  readonly said: string;
}

export function progressBar({ label, percentage, said }: ProgressProps): Html {
  return html`<div class="progress"><progress max="100" value="${String(percentage)}" aria-label="${label}"></progress><p>${said}</p></div>`;
}
