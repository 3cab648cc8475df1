/** Who alone may read and edit a page, as a form: `/pages/restrictions.action?pageId=ID`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import type { Milliseconds } from '../../../foundation/clock.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { pagePath } from '../../../wiki/addresses.ts';
import type { ContentRecord } from '../../../wiki/records.ts';
import type { Refusal, SubjectName } from '../../../wiki/refusals.ts';
import { type RestrictedOperation, type Restrictions, restrictedOperations } from '../../../wiki/restrictions.ts';
import { button, linkButton } from '../../components/button.ts';
import { fieldGroup, textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { notice } from '../../components/notice.ts';
import { fieldOf } from '../../form-body.ts';
import { type Html, html } from '../../html.ts';
import { address, type View } from '../../view.ts';
import { readFrame, type SpaceFrame, spacePage } from '../space-frame.ts';
import { subpageHead } from '../subpage-head.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { notFound, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { type OpenPage, openPage } from './open-page.ts';

const path = '/pages/restrictions.action';

/** Names as they are typed, by the field. */
type Typed = Readonly<Record<`${RestrictedOperation}-${'users' | 'groups'}`, string>>;

/** When each restriction that was seen was last changed, 0: that was not noted; undefined: the form does not say. */
type Seen = Readonly<Record<RestrictedOperation, Milliseconds | undefined>>;

/** The fields of it in the form. */
const seenFields: Readonly<Record<RestrictedOperation, string>> = { read: 'seen-read', update: 'seen-update' };

export function registerRestrictionsPage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  app.get(path, { config }, async (request, reply) => {
    const opened = await openPage(deps, request, 'restrict');
    if (opened === undefined) return notFound(deps, request, reply);
    if (!opened.may) return sendRefusal(deps, request, reply, notPermitted(opened));
    const own = await ownOf(opened);
    const namesOf = (operation: RestrictedOperation, kind: 'users' | 'groups') => {
      const restriction = own?.[operation];
      const names = kind === 'users' ? restriction?.users.map(({ username }) => username) : restriction?.groups;
      return (names ?? []).join(', ');
    };
    return show(request, reply, opened, typedFrom(namesOf), seenOf(own));
  });

  app.post(path, { config }, async (request, reply) => {
    const opened = await openPage(deps, request, 'restrict');
    if (opened === undefined) return notFound(deps, request, reply);
    const { person, content } = opened;
    const typed = typedFrom((operation, kind) => fieldOf(request.body, `${operation}-${kind}`));
    const seen = seenIn(request.body);
    const changes = restrictedOperations.map((operation) => ({
      operation,
      subjects: subjectsIn(typed, operation),
      seen: seen[operation],
    }));
    const refusal = await wiki.restrictions.change(person, content.id, 'replace', changes, originOf(request));
    if (refusal === undefined) return views.goOn(reply, wikiPaths.restrictions(content.id), 'restrictions-saved');
    const problem = problemOf(views.viewOf(request, reply), refusal);
    if (problem === undefined) return sendRefusal(deps, request, reply, refusal);
    // What somebody else has saved is seen once it was told: saving again puts this in its place.
    const now = refusal.refused === 'restrictions-changed' ? seenOf(await ownOf(opened)) : seen;
    return show(request, reply.code(422), opened, typed, now, problem);
  });

  async function ownOf({ person, content }: OpenPage): Promise<Restrictions | undefined> {
    return (await wiki.restrictions.of(person, [content.id])).get(content.id);
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { person, content }: OpenPage,
    typed: Typed,
    seen: Seen,
    problem?: string,
  ): Promise<FastifyReply> {
    const [frame, relevant] = await Promise.all([
      readFrame(wiki, person, content.space, content),
      wiki.restrictions.relevant(person, [content.id]),
    ]);
    const above = (relevant.get(content.id) ?? []).filter(({ id }) => id !== content.id);
    const view = views.viewOf(request, reply);
    return sendPage(reply, restrictionsPage(view, { frame, content, above, typed, seen, problem }));
  }
}

function notPermitted({ content }: OpenPage): Refusal {
  return { refused: 'not-permitted', action: { verb: 'restrict', id: content.id } };
}

function typedFrom(read: (operation: RestrictedOperation, kind: 'users' | 'groups') => string): Typed {
  return {
    'read-users': read('read', 'users'),
    'read-groups': read('read', 'groups'),
    'update-users': read('update', 'users'),
    'update-groups': read('update', 'groups'),
  };
}

function seenOf(own: Restrictions | undefined): Seen {
  return { read: own?.read.changedAt ?? 0, update: own?.update.changedAt ?? 0 };
}

function seenIn(body: unknown): Seen {
  const of = (operation: RestrictedOperation) => {
    const text = fieldOf(body, seenFields[operation]);
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  return { read: of('read'), update: of('update') };
}

function subjectsIn(typed: Typed, operation: RestrictedOperation): readonly SubjectName[] {
  const names = (text: string) => [
    ...new Set(
      text
        .split(/[,\n]/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ];
  return [
    ...names(typed[`${operation}-users`]).map((username) => ({ kind: 'user', username }) as const),
    ...names(typed[`${operation}-groups`]).map((name) => ({ kind: 'group', name }) as const),
  ];
}

/** @returns undefined for a refusal that neither other names would mend nor another editor explains */
function problemOf({ text }: View, refusal: Refusal): string | undefined {
  const words = text.editing.restrict;
  if (refusal.refused === 'locks-out') return words.locksOut;
  if (refusal.refused === 'restrictions-changed') return words.changedMeanwhile;
  if (refusal.refused !== 'unknown-subject') return undefined;
  const { subject } = refusal;
  return subject.kind === 'group'
    ? words.unknownGroup(subject.name)
    : words.unknownUser('username' in subject ? subject.username : '');
}

interface RestrictionsProps {
  readonly frame: SpaceFrame;
  readonly content: ContentRecord;
  /** What restricts reading from above. */
  readonly above: readonly ContentRecord[];
  readonly typed: Typed;
  readonly seen: Seen;
  readonly problem: string | undefined;
}

function restrictionsPage(view: View, { frame, content, above, typed, seen, problem }: RestrictionsProps): string {
  const words = view.text.editing.restrict;
  const title = words.title(content.title);
  return spacePage(view, frame, {
    title,
    main: html`
      ${subpageHead(view, content, { title, description: words.description })}
      ${problem !== undefined && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${problem}</p>` })}</div>`}
      ${above.length > 0 && aboveNotice(view, above)}
      ${form(view, {
        once: true,
        action: path,
        fields: {
          pageId: String(content.id),
          ...Object.fromEntries(
            restrictedOperations.flatMap((operation) => {
              const at = seen[operation];
              return at === undefined ? [] : [[seenFields[operation], String(at)]];
            }),
          ),
        },
        body: html`${restrictedOperations.map((operation) => operationFields(view, operation, typed))}${formActions(
          html`${button({ label: words.submit, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, pagePath(content)) })}`,
        )}`,
      })}`,
  });
}

function aboveNotice(view: View, above: readonly ContentRecord[]): Html {
  const words = view.text.editing.restrict;
  const links = above.map((page) => html`<li><a href="${address(view, wikiPaths.restrictions(page.id))}">${page.title}</a></li>`);
  return html`<div class="flash">${notice({ tone: 'info', body: html`<p>${words.above}</p><ul>${links}</ul>` })}</div>`;
}

function operationFields(view: View, operation: RestrictedOperation, typed: Typed): Html {
  const words = view.text.editing.restrict;
  return fieldGroup({
    legend: words[operation],
    body: html`<div class="restricted-to">
      ${textField({ name: `${operation}-users`, label: words.people, hint: words.peopleHint, value: typed[`${operation}-users`], autocomplete: 'off' })}
      ${textField({ name: `${operation}-groups`, label: words.groups, hint: words.groupsHint, value: typed[`${operation}-groups`], autocomplete: 'off' })}</div>`,
  });
}
