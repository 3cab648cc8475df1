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
  const group = description(props);
  return html`<fieldset ${attributes({ class: 'field-group', 'aria-describedby': group['aria-describedby'] })}><legend class="field-label">${props.legend}</legend>${hintOf(props)}<div class="${
    props.columns ? 'radio-cards radio-cards-columns' : 'radio-cards'
  }">${props.options.map((option) => card(props, option))}</div>${errorOf(props)}</fieldset>`;
}

function card({ name, value }: RadioCardsProps, option: RadioCard): Html {
  const id = `${name}-${option.value}`;
  return html`<div class="${option.strong ? 'radio-card radio-card-strong' : 'radio-card'}"><input ${attributes({
    type: 'radio',
    id,
    name,
    value: option.value,
    checked: option.value === value,
    'aria-describedby': `${id}-description`,
  })}><label for="${id}"><span class="radio-card-title">${option.icon && icon(option.icon)}${option.title}</span></label><div class="radio-card-description" id="${id}-description"><p>${option.description}</p>${option.implies && html`<p class="radio-card-implies">${option.implies}</p>`}</div></div>`;
}
