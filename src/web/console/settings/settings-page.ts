/** A page of settings: its sections, and one form around them. */
import type { ChangeableKey } from '../../../foundation/configuration/changeable.ts';
import type { SettingProblem, ShownSetting } from '../../../settings/site-settings.ts';
import { button } from '../../components/button.ts';
import type { Option } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { notice } from '../../components/notice.ts';
import { section } from '../../components/section.ts';
import { type Html, html, type Renderable } from '../../html.ts';
import { page } from '../../layout/page.ts';
import type { View } from '../../view.ts';
import { consoleHead } from '../console-head.ts';
import type { SettingArea } from './setting-areas.ts';
import { settingField } from './setting-field.ts';

export interface SettingsPageProps {
  readonly area: SettingArea;
  readonly all: readonly ShownSetting[];
  /** Which change of the settings this page shows. */
  readonly revision: number;
  readonly typed: ReadonlyMap<ChangeableKey, string>;
  readonly problems: readonly SettingProblem[];
  /** What there is to choose from, for settings whose choices depend on what this site has. */
  readonly options: ReadonlyMap<ChangeableKey, readonly Option[]>;
  /** What stands below the form. */
  readonly below: Renderable;
}

export function settingsPage(view: View, props: SettingsPageProps): string {
  const { area, problems, revision } = props;
  const words = view.text.settings;
  const mayChange = view.viewer?.isSystemAdministrator ?? false;
  const parts = sectionsOf(view, props, mayChange);
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages[area.page].label,
    current: area.page,
    main: html`${consoleHead(view, area.page)}${
      problems.length > 0 && notice({ tone: 'danger', body: html`<p>${words.problems}</p>`, announce: true })
    }${!mayChange && notice({ tone: 'info', body: html`<p>${words.readOnly}</p>` })}${
      mayChange
        ? form(view, {
            action: area.path,
            fields: { revision: String(revision) },
            body: html`${parts}${formActions(button({ label: words.save, kind: 'primary' }))}`,
          })
        : parts
    }${props.below}`,
  });
}

function sectionsOf(view: View, { area, all, typed, problems, options }: SettingsPageProps, mayChange: boolean): readonly Html[] {
  return area.sections.map(({ key: name, settings }) => {
    const { title, description } = view.text.settings.sections[name];
    const fields = settings.flatMap((key) => {
      const shown = all.find((setting) => setting.key === key);
      const problem = problems.find((one) => one.key === key);
      if (shown === undefined) return [];
      return settingField(view, {
        key,
        shown,
        typed: typed.get(key),
        error: problem && sentence(problem.message),
        mayChange,
        options: options.get(key),
      });
    });
    return section({
      title,
      ...(description === '' ? {} : { description }),
      body: html`<div class="box setting-fields">${fields}</div>`,
    });
  });
}

/** The words of the start begin in the middle of a line. */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
