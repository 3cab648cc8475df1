/** The navigation of General configuration: sections and their pages, with the words by which they are found. A new page is added here. */
import type { ChangeableKey } from '../../foundation/configuration/changeable.ts';
import { settings } from '../../foundation/configuration/settings.ts';
import { fold } from '../../foundation/folding.ts';
import type { IconName } from '../components/icon.ts';
import { settingAreas } from '../console/settings/setting-areas.ts';
import type { Catalogue } from '../text/english.ts';
import type { View } from '../view.ts';
import { paths } from './paths.ts';

/** The pages of the console; `page(…, { kind: 'console', current })` names one. */
export type ConsolePage = keyof Catalogue['configuration']['pages'];

export interface ConsoleEntry {
  readonly key: ConsolePage;
  readonly path: string;
  readonly icon: IconName;
  readonly label: string;
  /** The sentence that says what it is for. */
  readonly about: string;
  /** What somebody may type who looks for it, folded. */
  readonly words: string;
}

export interface ConsoleSection {
  readonly title: string;
  readonly pages: readonly ConsoleEntry[];
}

interface Declared {
  readonly path: string;
  readonly icon: IconName;
  /** It concerns the machine: nobody else is offered it. */
  readonly systemOnly?: boolean;
}

const declared: readonly {
  readonly section: keyof Catalogue['configuration']['sections'];
  readonly pages: readonly (Declared & { readonly key: ConsolePage })[];
}[] = [
  {
    section: 'people',
    pages: [
      { key: 'users', path: paths.users, icon: 'user' },
      { key: 'groups', path: paths.groups, icon: 'group' },
      { key: 'global-permissions', path: paths.globalPermissions, icon: 'lock' },
      { key: 'spaces', path: paths.spaces, icon: 'space' },
      { key: 'templates', path: paths.templates, icon: 'page' },
    ],
  },
  {
    section: 'connections',
    pages: [
      { key: 'application-links', path: paths.applicationLinks, icon: 'link' },
      { key: 'service-accounts', path: paths.serviceAccounts, icon: 'key' },
      { key: 'web-hooks', path: paths.webHooks, icon: 'hook' },
    ],
  },
  {
    section: 'site',
    pages: [
      { key: 'site', path: paths.siteSettings, icon: 'home' },
      { key: 'security', path: paths.security, icon: 'lock' },
      { key: 'mail', path: paths.mail, icon: 'mail' },
    ],
  },
  {
    section: 'watch',
    pages: [
      { key: 'audit-log', path: paths.auditLog, icon: 'clock' },
      { key: 'backup', path: paths.backup, icon: 'copy', systemOnly: true },
      { key: 'system', path: paths.system, icon: 'server', systemOnly: true },
    ],
  },
];

/** @returns the sections with the pages that this reader is offered */
export function consoleSections({ text, viewer }: Pick<View, 'text' | 'viewer'>): readonly ConsoleSection[] {
  const { sections, pages: words } = text.configuration;
  return declared.map(({ section, pages }) => ({
    title: sections[section],
    pages: pages
      .filter(({ systemOnly }) => !systemOnly || viewer?.isSystemAdministrator)
      .map(({ key, path, icon }) => {
        const { label, about, words: more } = words[key];
        const own = settingsOn(key).map((setting) => wordsOf(text, setting));
        return { key, path, icon, label, about, words: fold([label, about, more, ...own].join(' ')) };
      }),
  }));
}

/** A setting that has a place on a page of the console. */
export interface FoundSetting {
  readonly key: ChangeableKey;
  /** Of its page, with its place there. */
  readonly path: string;
  readonly label: string;
  /** The label of its page. */
  readonly page: string;
}

/** @returns the settings in whose words all of these stand, in the order of their pages */
export function findSettings({ text }: Pick<View, 'text'>, typed: string): readonly FoundSetting[] {
  const fits = matching(typed);
  return settingAreas.flatMap(({ page, path }) =>
    settingsOn(page)
      .filter((key) => fits(fold(wordsOf(text, key))))
      .map((key) => ({
        key,
        path: `${path}#${key}`,
        label: text.settings.words[key].label,
        page: text.configuration.pages[page].label,
      })),
  );
}

function settingsOn(page: ConsolePage): readonly ChangeableKey[] {
  return settingAreas
    .filter((area) => area.page === page)
    .flatMap(({ sections }) => sections.flatMap(({ settings: keys }) => keys));
}

function wordsOf(text: Catalogue, key: ChangeableKey): string {
  return `${text.settings.words[key].label} ${settings[key].name}`;
}

/** @returns whether all the words stand in a folded text */
function matching(typed: string): (words: string) => boolean {
  const wanted = fold(typed).split(/\s+/);
  return (words) => wanted.every((word) => words.includes(word));
}

/** @returns the sections with the pages in whose words all of these stand; without those that have none */
export function findPages(sections: readonly ConsoleSection[], typed: string): readonly ConsoleSection[] {
  const fits = matching(typed);
  return sections
    .map(({ title, pages }) => ({ title, pages: pages.filter(({ words }) => fits(words)) }))
    .filter(({ pages }) => pages.length > 0);
}
