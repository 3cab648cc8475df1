/** The parts of a settings page: a titled section, a box, a list of facts. */
import { attributes, type Html, html, type Renderable } from '../html.ts';

export type SectionProps = {
  readonly title: string;
  readonly description?: Renderable;
  readonly body: Renderable;
  /** Buttons beside the title. */
  readonly actions?: Renderable;
  /** For links to it. */
  readonly id?: string;
};

/** A part of a page under its own `h2`. */
export function section({ title, description, body, actions, id }: SectionProps): Html {
  return html`
    <section class="section" ${attributes({ id })}>
      <div class="section-head">
        <div>
          <h2 class="section-title">${title}</h2>
          ${description && html`<p class="section-description">${description}</p>`}
        </div>
        ${actions && html`<div class="section-actions">${actions}</div>`}
      </div>
      ${body}
    </section>`;
}

/** A box with a border: what belongs together. */
export function box(body: Renderable): Html {
  return html`<div class="box">${body}</div>`;
}

/** Content at the left, and what accompanies it at the right (Try it); below each other where there is no room. */
export function columns(main: Renderable, aside: Renderable): Html {
  return html`<div class="columns"><div class="columns-main">${main}</div><div class="columns-aside">${aside}</div></div>`;
}

export type Fact = { readonly term: string; readonly value: Renderable };

/** Facts, each with its name. */
export function descriptionList(facts: readonly Fact[]): Html {
  const rows = facts.map(({ term, value }) => html`<div class="fact"><dt>${term}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}
