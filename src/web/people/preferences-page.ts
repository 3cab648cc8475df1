/** A person's preferences for pages: theme, language, dates and numbers, time zone. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PreferenceStore, timeZones } from '../../accounts/preferences.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import type { Preferences } from '../../http/caller.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { selectField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { radioCards } from '../components/radio-cards.ts';
import { box } from '../components/section.ts';
import { fieldOf } from '../form-body.ts';
import { html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { languages, readingOf } from '../text/catalogues.ts';
import { formatFor } from '../text/format.ts';
import type { View } from '../view.ts';
import { profilePage } from './profile-page.ts';
import { signedIn } from './signed-in.ts';

export interface PreferencesDeps {
  readonly views: PageViews;
  readonly preferences: PreferenceStore;
}

const themes = ['system', 'light', 'dark'] as const;

export function registerPreferences(app: App, { views, preferences }: PreferencesDeps): void {
  const config = { access: pageRoute() };

  app.get(paths.preferences, { config }, (request: FastifyRequest, reply: FastifyReply) => {
    const { person } = signedIn(request);
    return sendPage(reply, preferencesPage(views.viewOf(request, reply), person.preferences));
  });

  app.post(paths.preferences, { config }, async (request, reply) => {
    await preferences.save(signedIn(request).person.id, chosenIn(request.body));
    return views.goOn(reply, paths.preferences, 'preferences-saved');
  });
}

/** What is not among the choices was not chosen. */
function chosenIn(body: unknown): Preferences {
  const theme = fieldOf(body, 'theme');
  const language = languages.find(({ code }) => code === fieldOf(body, 'language'));
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    language: language?.code,
    locale: (language ?? languages[0]).locales.find((locale) => locale === fieldOf(body, 'locale')),
    timeZone: timeZones.find((name) => name === fieldOf(body, 'timeZone')),
  };
}

function preferencesPage(view: View, chosen: Preferences): string {
  const { preferences } = view.text.people;
  const { language, locale } = readingOf(chosen);
  const regions = new Intl.DisplayNames(view.locale, { type: 'region' });
  return profilePage(view, {
    current: 'preferences',
    title: preferences.title,
    description: preferences.description,
    body: box(
      form(view, {
        action: paths.preferences,
        body: html`
          ${radioCards({
            name: 'theme',
            legend: preferences.theme,
            value: chosen.theme ?? 'system',
            columns: true,
            options: themes.map((value) => ({ value, ...preferences.themes[value] })),
          })}
          ${selectField({
            name: 'language',
            label: preferences.language,
            hint: languages.length === 1 && preferences.oneLanguage,
            value: language.code,
            options: languages.map(({ code, name }) => ({ value: code, label: name })),
          })}
          ${selectField({
            name: 'locale',
            label: preferences.dates,
            value: locale,
            options: language.locales.map((value) => ({ value, label: exampleOf(view, value, regions) })),
          })}
          ${selectField({
            name: 'timeZone',
            label: preferences.timeZone,
            hint: preferences.timeZoneHint,
            value: chosen.timeZone ?? '',
            options: [
              { value: '', label: preferences.noTimeZone },
              ...timeZones.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
            ],
          })}
          ${formActions(button({ label: preferences.submit, kind: 'primary' }))}`,
      }),
    ),
  });
}

/** "United Kingdom: 12 March 2026, 1,234.5" */
function exampleOf(view: View, locale: string, regions: Intl.DisplayNames): string {
  const format = formatFor(locale, view.viewer?.timeZone ?? 'UTC');
  const region = new Intl.Locale(locale).region ?? '';
  return `${regions.of(region) ?? region}: ${format.date(view.now)}, ${format.number(1234.5)}`;
}
