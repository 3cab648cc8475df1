/** Routes of the settings pages. Administrators see them; only system administrators change them. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import type { ChangeableKey } from '../../../foundation/configuration/changeable.ts';
import { settings as definitions } from '../../../foundation/configuration/settings.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import type { SettingProblem, SettingsOutcome } from '../../../settings/site-settings.ts';
import type { Option } from '../../components/field.ts';
import { isTicked } from '../../form-body.ts';
import { leftOutIn } from '../../held-form.ts';
import type { FlashKey } from '../../page-view.ts';
import type { View } from '../../view.ts';
import { type ConsoleDeps, seeOther } from '../console-route.ts';
import { mailSections, registerMailTest, type TestResult } from './mail-test.ts';
import { type SettingArea, settingAreas } from './setting-areas.ts';
import { removalOf } from './setting-field.ts';
import { settingsPage } from './settings-page.ts';

export function registerSettingPages(app: App, deps: ConsoleDeps): void {
  const { settings, views } = deps;
  registerMailTest(app, deps, (request, reply, result) => {
    const area = settingAreas.find(({ page }) => page === 'mail');
    if (area === undefined) throw new Error('there is a page of mail settings');
    return show(request, reply, area, { result });
  });
  for (const area of settingAreas) {
    app.get(area.path, { config: { access: pageRoute('administer') } }, (request, reply) => show(request, reply, area));

    app.post(area.path, { config: { access: pageRoute('administer-system') } }, async (request, reply) => {
      if (area.isSensitive && !(await deps.freshProof(request, reply))) return reply;
      const typed = readFields(request.body, area);
      const leftOut = secretsLeftOut(request, area);
      if (leftOut.length > 0) return show(request, reply.code(422), area, { typed, problems: leftOut });
      const outcome = await settings.change(changesOf(typed), { origin: originOf(request), seen: seenIn(request.body) });
      if (outcome.outcome === 'refused') return show(request, reply.code(422), area, { typed, problems: outcome.problems });
      return seeOther(deps, reply, area.path, saidOf(outcome));
    });
  }

  /** @returns that the secrets which were typed before the proof are to be typed once more */
  function secretsLeftOut(request: FastifyRequest, area: SettingArea): readonly SettingProblem[] {
    const names = leftOutIn(request.body);
    const message = views.textOf(request).settings.secretLeftOut;
    return area.sections.flatMap(({ settings }) =>
      settings.filter((key) => names.includes(key)).map((key) => ({ key, message })),
    );
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    area: SettingArea,
    said: {
      readonly typed?: ReadonlyMap<ChangeableKey, string>;
      readonly problems?: readonly SettingProblem[];
      readonly result?: TestResult;
    } = {},
  ): Promise<FastifyReply> {
    const view = views.viewOf(request, reply);
    const { typed = new Map(), problems = [], result } = said;
    const isMail = area.page === 'mail';
    const below = isMail ? await mailSections(view, deps.mail, result) : '';
    const options = new Map(isMail ? [['mailLinkId', await linkOptions(view)] as const] : []);
    const shown = { area, all: settings.all(), revision: settings.revision(), typed, problems, options, below };
    return sendPage(reply, settingsPage(view, shown));
  }

  /** One that is set and gone stays to be seen. */
  async function linkOptions(view: View): Promise<readonly Option[]> {
    const { noLink, goneLink } = view.text.mail;
    const links = (await deps.outgoing.list()).map(({ id, name }) => ({ value: String(id), label: name }));
    const set = String(settings.inForce().mailLinkId);
    const known = set === '0' || links.some(({ value }) => value === set);
    return [{ value: '0', label: noLink }, ...links, ...(known ? [] : [{ value: set, label: goneLink }])];
  }
}

function saidOf({ changed, forgotten }: Extract<SettingsOutcome, { outcome: 'saved' }>): FlashKey {
  if (forgotten.includes('mailLinkId')) return 'mail-link-forgotten';
  return changed.length > 0 ? 'settings-saved' : 'settings-unchanged';
}

/** What was typed. A field that was not sent is left as it is, and so is a secret that was left empty, unless it is to be removed. */
function readFields(body: unknown, area: SettingArea): ReadonlyMap<ChangeableKey, string> {
  const fields = new Map<string, unknown>(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  return new Map(
    area.sections.flatMap(({ settings }) =>
      settings.flatMap((key): readonly (readonly [ChangeableKey, string])[] => {
        const text = fields.get(key);
        if (typeof text !== 'string') return [];
        if (!isSecret(key)) return [[key, text.trim()]];
        return text !== '' || isTicked(body, removalOf(key)) ? [[key, text]] : [];
      }),
    ),
  );
}

/** An empty field gives the default back. */
function changesOf(typed: ReadonlyMap<ChangeableKey, string>): ReadonlyMap<ChangeableKey, string | null> {
  return new Map([...typed].map(([key, text]) => [key, text === '' ? null : text]));
}

function isSecret(key: ChangeableKey): boolean {
  return definitions[key].secret ?? false;
}

function seenIn(body: unknown): number | undefined {
  const revision = typeof body === 'object' && body !== null ? Number(Reflect.get(body, 'revision')) : Number.NaN;
  return Number.isSafeInteger(revision) ? revision : undefined;
}
