/** The form that gives somebody a permission, in a space or globally: the same words and fields in both places. */
import { type Html, html } from '../html.ts';
import type { View } from '../view.ts';
import { button } from './button.ts';
import { selectField, textField } from './field.ts';
import { form, formActions, type HiddenFields } from './form.ts';
import { radioCards } from './radio-cards.ts';

export interface GivePermissionProps {
  /** The path under the context path. It is sent `kind` (`group` or `user`), `name` and `permission`. */
  readonly action: string;
  readonly fields?: HiddenFields;
  /** What there is to give, from the least to the most. */
  readonly options: readonly { readonly value: string; readonly name: string; readonly explained: string }[];
  /** What was typed, and what is wrong with it. */
  readonly typed:
    | { readonly kind: string; readonly name: string; readonly permission: string; readonly error: string }
    | undefined;
}

export function givePermissionForm(view: View, { action, fields = {}, options, typed }: GivePermissionProps): Html {
  const words = view.text.components.givePermission;
  return form(view, {
    action,
    fields,
    body: html`${radioCards({
      name: 'kind',
      legend: words.kind,
      value: typed?.kind ?? 'group',
      columns: true,
      options: [
        { value: 'group', title: words.aGroup, description: words.groupDescription, icon: 'group' },
        { value: 'user', title: words.aPerson, description: words.personDescription, icon: 'user' },
      ],
    })}${textField({ name: 'name', label: words.name, hint: words.nameHint, value: typed?.name, error: typed?.error, required: true, autocomplete: 'off' })}${selectField(
      {
        name: 'permission',
        label: words.permission,
        value: typed?.permission ?? options[0]?.value,
        options: options.map(({ value, name, explained }) => ({ value, label: words.option(name, explained) })),
      },
    )}${formActions(button({ label: words.submit, kind: 'primary' }))}`,
  });
}

/** @returns the sentence beside the name, when it is missing or nobody is called so */
export function nobodyCalled(
  { text }: Pick<View, 'text'>,
  { kind, name }: { readonly kind: string; readonly name: string },
): string {
  const words = text.components.givePermission;
  if (name === '') return words.nameMissing;
  return kind === 'group' ? words.unknownGroup(name) : words.unknownUser(name);
}
