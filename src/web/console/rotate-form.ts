/** The form that replaces a client secret and asks how long the old one stays valid. */
import { type OverlapDays, overlapDays } from '../../oauth/clients.ts';
import { button, linkButton } from '../components/button.ts';
import { form, formActions } from '../components/form.ts';
import { radioCards } from '../components/radio-cards.ts';
import { type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';

/** What is chosen until somebody chooses. */
const proposedDays: OverlapDays = 7;

/** @param props the paths, under the context path, that it is sent to and that lead back; and what each choice means */
export function rotateForm(
  view: View,
  props: {
    readonly action: string;
    readonly cancel: string;
    readonly options: Readonly<Record<OverlapDays, { readonly title: string; readonly description: string }>>;
  },
): Html {
  const words = view.text.console.rotate;
  const { action, cancel, options } = props;
  return form(view, {
    once: true,
    action,
    body: html`${radioCards({
      name: 'overlap',
      legend: words.overlap,
      hint: words.overlapHint,
      value: String(proposedDays),
      options: overlapDays.map((days) => ({ value: String(days), strong: days === 0, ...options[days] })),
    })}${formActions(html`${button({ label: words.submit, kind: 'primary', icon: 'refresh' })}${linkButton({ label: view.text.components.cancel, href: address(view, cancel) })}`)}`,
  });
}
