/**
 * A choice of few, each explained: a card with a title, a sentence, and what it implies.
 *
 *     radioCards({ name: 'scope', legend: 'Permissions', value: 'READ', options: [
 *       { value: 'READ', title: 'Read', description: 'See what the person can see.', icon: 'read' },
 *       { value: 'WRITE', title: 'Write', description: 'Create and change that.', implies: 'Includes Read.', icon: 'write' } ] })
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { description, errorOf, hintOf } from './field.ts';
import { type IconName, icon } from './icon.ts';

export type RadioCard = {
  readonly value: string;
  readonly title: string;
  readonly description: Renderable;
  /** "Includes Read and Write." */
  readonly implies?: Renderable;
  readonly icon?: IconName;
  /** Set apart in a warning tone: a power that is rarely needed. */
  readonly strong?: boolean;
};

export type RadioCardsProps = {
  readonly name: string;
  readonly legend: string;
  readonly hint?: Renderable;
  readonly error?: Renderable;
  readonly options: readonly RadioCard[];
  /** The value that is chosen. */
  readonly value?: string | undefined;
  /** Beside each other where there is room; for two or three short ones. */
  readonly columns?: boolean;
};

export function radioCards(props: RadioCardsProps): Html {
  const { legend, columns, options } = props;
  return html`
    <fieldset class="field-group" ${attributes({ 'aria-describedby': description(props)['aria-describedby'] })}>
      <legend class="field-label">${legend}</legend>
      ${hintOf(props)}
      <div class="${columns ? 'radio-cards radio-cards-columns' : 'radio-cards'}">${options.map((option) => card(props, option))}</div>
      ${errorOf(props)}
    </fieldset>`;
}

function card({ name, value: chosen }: RadioCardsProps, option: RadioCard): Html {
  const { value, title, implies, strong } = option;
  const id = `${name}-${value}`;
  const about = attributes({ id, name, value, checked: value === chosen, 'aria-describedby': `${id}-description` });
  return html`
    <div class="${strong ? 'radio-card radio-card-strong' : 'radio-card'}">
      <input type="radio" ${about}>
      <label for="${id}"><span class="radio-card-title">${option.icon && icon(option.icon)}${title}</span></label>
      <div class="radio-card-description" id="${id}-description">
        <p>${option.description}</p>
        ${implies && html`<p class="radio-card-implies">${implies}</p>`}
      </div>
    </div>`;
}
