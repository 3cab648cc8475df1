/** The form of a web hook: reading what was typed, and the page that shows it. */
import type { Milliseconds } from '../../../foundation/clock.ts';
import { webHookEvents } from '../../../webhooks/events.ts';
import type { WebHookInput, WebHookProblem } from '../../../webhooks/hook-input.ts';
import type { WebHook } from '../../../webhooks/hooks.ts';
import { button, linkButton } from '../../components/button.ts';
import { checkbox, fieldGroup, passwordField, textField } from '../../components/field.ts';
import { folded, form, formActions } from '../../components/form.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { fieldOf, isTicked } from '../../form-body.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { hookCrumbs } from './hook-parts.ts';
import { hookPaths } from './hook-paths.ts';

/** What stands in the form besides what is never shown again. */
export type TypedHook = Pick<WebHook, 'name' | 'url' | 'events' | 'active' | 'verifyCertificate'> & { readonly username: string };

export const blankHook: TypedHook = { name: '', url: '', events: [], active: true, verifyCertificate: true, username: '' };

const boxOf = (event: string) => `event-${event}`;

/** @param saved the web hook as it is, when it is edited: a key or password that was left empty stays */
export function readHookForm(body: unknown, saved: WebHook | undefined): WebHookInput {
  const [secret, username, password] = ['secret', 'username', 'password'].map((name) => fieldOf(body, name));
  return {
    name: fieldOf(body, 'name'),
    url: fieldOf(body, 'url'),
    events: webHookEvents.filter((event) => isTicked(body, boxOf(event))),
    active: isTicked(body, 'active'),
    verifyCertificate: isTicked(body, 'verifyCertificate'),
    secret: secret ? secret : isTicked(body, 'removeSecret') || saved === undefined ? null : undefined,
    credentials: credentialsOf(username ?? '', password ?? '', saved),
  };
}

function credentialsOf(username: string, password: string, saved: WebHook | undefined): WebHookInput['credentials'] {
  if (username === '') return null;
  if (password === '' && username === saved?.username) return undefined;
  return { username, password };
}

export interface HookFormProps {
  /** Undefined: a new one. */
  readonly hook: WebHook | undefined;
  /** When it was last changed, as far as whoever fills in the form knows. */
  readonly seen: Milliseconds | undefined;
  readonly typed: TypedHook;
  readonly problems: readonly WebHookProblem[];
}

export function hookFormPage(view: View, props: HookFormProps): string {
  const { hook, seen, problems } = props;
  const words = view.text.webHooks.form;
  const title = hook === undefined ? words.createTitle : words.editTitle(hook.name);
  const back = hook === undefined ? hookPaths.list : hookPaths.of(hook.id);
  return page(view, {
    kind: 'console',
    title,
    current: 'web-hooks',
    main: html`${pageHead({ title, breadcrumbs: hookCrumbs(view, hook), description: words.description })}${
      problems.length > 0 &&
      notice({
        tone: 'danger',
        body: html`<p>${problems.includes('meanwhile') ? words.problem.meanwhile : words.problems}</p>`,
        announce: true,
      })
    }${form(view, {
      once: true,
      action: hook === undefined ? hookPaths.create : hookPaths.edit(hook.id),
      fields: seen === undefined ? {} : { seen: String(seen) },
      body: html`${fields(view, props)}${formActions([
        button({ label: words.save, kind: 'primary' }),
        linkButton({ label: view.text.components.cancel, href: address(view, back) }),
      ])}`,
    })}`,
  });
}

function fields(view: View, { hook, typed, problems }: HookFormProps): Html {
  const words = view.text.webHooks.form;
  const error = (problem: WebHookProblem) => (problems.includes(problem) ? { error: words.problem[problem] } : {});
  const keep = (isSaved: boolean, hint: string, said: string) => (isSaved ? `${hint} ${said}` : hint);
  return html`${textField({
    name: 'name',
    label: words.name,
    hint: words.nameHint,
    value: typed.name,
    required: true,
    maxLength: 255,
    autocomplete: 'off',
    ...error('name'),
  })}${textField({
    name: 'url',
    label: words.url,
    hint: words.urlHint,
    type: 'url',
    value: typed.url,
    required: true,
    monospace: true,
    placeholder: 'https://chat.example.com/hooks/weir',
    ...error('url'),
  })}${eventBoxes(view, typed, problems)}${passwordField(view, {
    name: 'secret',
    label: words.secret,
    hint: keep(hook?.signed ?? false, words.secretHint, words.secretIsSet),
    autocomplete: 'off',
    ...error('secret'),
  })}${hook?.signed && checkbox({ name: 'removeSecret', label: words.removeSecret })}${checkbox({
    name: 'active',
    label: words.active,
    checked: typed.active,
  })}${folded({
    summary: words.advanced,
    open: problems.includes('credentials') || problems.includes('password') || typed.username !== '' || !typed.verifyCertificate,
    body: html`${textField({
      name: 'username',
      label: words.username,
      hint: words.usernameHint,
      value: typed.username,
      autocomplete: 'off',
      ...error('credentials'),
    })}${passwordField(view, {
      name: 'password',
      label: words.password,
      ...(hook?.username === undefined ? {} : { hint: words.passwordIsSet }),
      autocomplete: 'off',
      ...error('password'),
    })}${checkbox({
      name: 'verifyCertificate',
      label: words.verifyCertificate,
      hint: words.verifyCertificateHint,
      checked: typed.verifyCertificate,
    })}`,
  })}`;
}

/** A group for each kind of thing, in the order of the events. */
function eventBoxes(view: View, typed: TypedHook, problems: readonly WebHookProblem[]): Html {
  const { form: words, groups } = view.text.webHooks;
  const kinds = Map.groupBy(webHookEvents, (event) => event.split('_', 1).join(''));
  return fieldGroup({
    legend: words.events,
    hint: words.eventsHint,
    body: html`${problems.includes('events') && html`<p class="field-error" id="events-error">${words.problem.events}</p>`}<div class="event-groups">${[
      ...kinds,
    ].map(
      ([kind, events]) => html`
        <fieldset class="event-group">
          <legend>${groups[kind] ?? kind}</legend>
          ${events.map((event) => checkbox({ name: boxOf(event), label: html`<code>${event}</code>`, checked: typed.events.includes(event) }))}
        </fieldset>`,
    )}</div>`,
  });
}
