/** One setting in a form: its control, its default, and the note shown when the environment has locked it. */
import type { ChangeableKey } from '../../../foundation/configuration/changeable.ts';
import type { Setting } from '../../../foundation/configuration/setting.ts';
import { settings } from '../../../foundation/configuration/settings.ts';
import type { ShownSetting } from '../../../settings/site-settings.ts';
import { checkbox, type Option, passwordField, selectField, textField } from '../../components/field.ts';
import { icon } from '../../components/icon.ts';
import { type Html, html } from '../../html.ts';
import type { View } from '../../view.ts';
import { spanInWords } from '../link-parts.ts';

export interface SettingFieldProps {
  readonly key: ChangeableKey;
  readonly shown: ShownSetting;
  /** What was typed, when the form comes back. */
  readonly typed: string | undefined;
  readonly error: string | undefined;
  /** Whether this reader may change it. */
  readonly mayChange: boolean;
  /** What there is to choose from, where that depends on what this site has. */
  readonly options: readonly Option[] | undefined;
}

/** The name of the box that takes a saved secret away. */
export const removalOf = (key: ChangeableKey) => `${key}-remove`;

export function settingField(view: View, props: SettingFieldProps): Html {
  const { key, shown, typed, error, options } = props;
  const { words, setAside, secretIsSet, secretIsUnset, removeSecret, choices } = view.text.settings;
  const { label, hint } = words[key];
  // The table types each by its own value; here only words and text are asked for.
  const setting: Setting<unknown> = settings[key];
  if (shown.locked || !props.mayChange) return fixedSetting(view, props, setting);
  const told = error ?? (shown.setAside ? setAside : undefined);
  const common = { name: key, label, autocomplete: 'off', ...(told === undefined ? {} : { error: told }) };
  if (setting.secret) {
    const isSet = shown.value !== '';
    return html`${passwordField(view, { ...common, hint: `${hint} ${isSet ? secretIsSet : secretIsUnset}` })}${
      isSet && checkbox({ name: removalOf(key), label: removeSecret })
    }`;
  }
  const value = typed ?? shown.value;
  if (options !== undefined) return selectField({ ...common, hint, value, options });
  if (setting.choices !== undefined) {
    return selectField({
      ...common,
      hint: `${hint} ${view.text.settings.defaultIs(inWords(view, key, setting.fallback ?? ''))}`,
      value,
      options: setting.choices.map((choice) => ({ value: choice, label: choices[choice] ?? choice })),
    });
  }
  return textField({
    ...common,
    hint: hints(view, key, hint, shown, setting),
    value,
    monospace: Array.isArray(reading(setting)),
  });
}

/** The hint, what the value is in words, and the default. */
function hints(view: View, key: ChangeableKey, hint: string, shown: ShownSetting, setting: Setting<unknown>): string {
  const { isInWords, emptyIsDefault } = view.text.settings;
  const now = inWords(view, key, shown.value);
  const fallback = setting.fallback ?? '';
  return [
    hint,
    ...(now === shown.value ? [] : [isInWords(now)]),
    ...(fallback === '' ? [] : [emptyIsDefault(inWords(view, key, fallback, true))]),
  ].join(' ');
}

/** A value that is not to be changed here: because it is locked, which is then said, or by this reader. */
function fixedSetting(view: View, { key, shown }: SettingFieldProps, setting: Setting<unknown>): Html {
  const { words, locked, lockedBy, nothing } = view.text.settings;
  const value = inWords(view, key, shown.value);
  return html`
    <div class="field setting-fixed" id="${key}">
      <p class="field-label">${words[key].label}</p>
      <p class="field-hint">${words[key].hint}</p>
      <p class="setting-value">${shown.locked && icon('lock', locked)}<span>${value === '' ? nothing : value}</span></p>
      ${
        shown.locked &&
        html`<p class="field-hint">${lockedBy[shown.source === 'weir.env' ? 'weir.env' : 'environment'](setting.name)}</p>`
      }
    </div>`;
}

/** @param withNumber the number itself too, where it is said in another unit */
function inWords(view: View, key: ChangeableKey, text: string, withNumber = false): string {
  const said = spoken(view, key, text);
  return withNumber && said !== text && /^\d+$/.test(text) ? `${text} (${said})` : said;
}

function spoken(view: View, key: ChangeableKey, text: string): string {
  const { choices } = view.text.settings;
  if (settings[key].choices !== undefined) return choices[text] ?? text;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number === 0) return text;
  if (key.endsWith('Seconds')) return spanInWords(view, number);
  if (key.endsWith('Bytes')) return view.text.wiki.attachments.bytes(view.format, number);
  return text;
}

/** @returns what the default reads as, to tell lists from other texts */
function reading(setting: Setting<unknown>): unknown {
  const read = setting.read(setting.fallback ?? '');
  return read.ok ? read.value : undefined;
}
