/** The form of a template, of a space or of all spaces: its fields, what was typed into them, and what is wrong with it. */
import type { Milliseconds } from '../../../foundation/clock.ts';
import { type LabelName, readLabel } from '../../../wiki/annotations/label-names.ts';
import { isRefusal, type Refusal } from '../../../wiki/refusals.ts';
import { longestTemplateDescription, longestTemplateName, type Template } from '../../../wiki/templates.ts';
import { button, linkButton } from '../../components/button.ts';
import { textArea, textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { notice } from '../../components/notice.ts';
import { fieldOf } from '../../form-body.ts';
import { type Html, html } from '../../html.ts';
import { address, type View } from '../../view.ts';

export interface TypedTemplate {
  readonly name: string;
  readonly description: string;
  readonly body: string;
  /** Names, separated by commas or spaces. */
  readonly labels: string;
  /** When the template that the form shows was last changed; undefined: it is new. */
  readonly seen: Milliseconds | undefined;
}

export const blankTemplate: TypedTemplate = {
  name: '',
  description: '',
  body: '<h2>Goal</h2>\n<p></p>\n',
  labels: '',
  seen: undefined,
};

export function typedTemplate({ name, description, body, labels, updatedAt }: Template): TypedTemplate {
  return { name, description, body, labels: labels.map((label) => label.name).join(', '), seen: updatedAt };
}

export function readTypedTemplate(body: unknown): TypedTemplate {
  const seen = fieldOf(body, 'seen');
  return {
    name: fieldOf(body, 'name').trim(),
    description: fieldOf(body, 'description').trim(),
    // A browser sends lines as CR LF (HTML §4.10.21.4).
    body: fieldOf(body, 'body').replaceAll('\r\n', '\n'),
    labels: fieldOf(body, 'labels'),
    seen: /^\d{1,15}$/.test(seen) ? Number(seen) : undefined,
  };
}

/** @returns the labels that were typed, or what is wrong with one */
export function labelsIn(text: string): readonly LabelName[] | Refusal {
  const labels = text
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .map((name) => readLabel(name, undefined));
  return labels.find((label) => isRefusal(label)) ?? labels.filter((label): label is LabelName => !isRefusal(label));
}

export type TemplateErrors = { readonly [Field in keyof TypedTemplate | 'form']?: string };

/** @returns undefined for a refusal that neither a field nor another administrator explains */
export function templateErrors({ text, format }: View, refusal: Refusal): TemplateErrors | undefined {
  const words = text.spaces.templates;
  switch (refusal.refused) {
    case 'invalid-template-name':
      return { name: words.nameInvalid(refusal.longest) };
    case 'invalid-template-description':
      return { description: words.aboutTooLong(format, refusal.longest) };
    case 'malformed-body':
      return { body: words.bodyMalformed(refusal.text, refusal.row, refusal.column) };
    case 'invalid-label':
      return { labels: words.labelInvalid(refusal.name) };
    case 'template-changed':
      return { form: words.changedMeanwhile };
    default:
      return undefined;
  }
}

export interface TemplateFormProps {
  /** Paths under the context path: where it goes, and where the list is. */
  readonly action: string;
  readonly list: string;
  readonly typed: TypedTemplate;
  readonly errors: TemplateErrors;
}

export function templateForm(view: View, { action, list, typed, errors }: TemplateFormProps): Html {
  const words = view.text.spaces.templates;
  return html`${errors.form !== undefined && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${errors.form}</p>` })}</div>`}${form(
    view,
    {
      once: true,
      action,
      fields: typed.seen === undefined ? {} : { seen: String(typed.seen) },
      body: html`${textField({ name: 'name', label: words.name, value: typed.name, error: errors.name, required: true, autocomplete: 'off', maxLength: longestTemplateName })}
      ${textField({ name: 'description', label: words.about, hint: words.aboutHint, value: typed.description, error: errors.description, autocomplete: 'off', maxLength: longestTemplateDescription })}
      ${textArea({ name: 'body', label: words.body, hint: words.bodyHint, value: typed.body, error: errors.body, rows: 14, monospace: true })}
      ${textField({ name: 'labels', label: words.labels, hint: words.labelsHint, value: typed.labels, error: errors.labels, autocomplete: 'off' })}
      ${formActions(html`${button({ label: words.save, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, list) })}`)}`,
    },
  )}`;
}
