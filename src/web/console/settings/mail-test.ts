/** Below the mail settings: sending a test message, and recent messages that could not be sent. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import type { Mail } from '../../../mail/mail.ts';
import type { TroubledMail } from '../../../mail/outbox.ts';
import { button } from '../../components/button.ts';
import { form, formActions } from '../../components/form.ts';
import { notice } from '../../components/notice.ts';
import { section } from '../../components/section.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html, type Renderable } from '../../html.ts';
import { paths } from '../../layout/paths.ts';
import type { PageViews } from '../../page-view.ts';
import type { FreshProof } from '../../people/fresh-proof.ts';
import type { View } from '../../view.ts';

/** What came of a test, as the page says it. */
export type TestResult = { readonly tone: 'success' | 'danger'; readonly title?: string; readonly text: string };

export interface MailTestDeps {
  readonly views: PageViews;
  readonly mail: Pick<Mail, 'sendNow' | 'outbox'>;
  /** A message hands the mail server the password, or the token of an account. */
  readonly freshProof: FreshProof;
}

const mostTroubled = 20;

/** @param show answers with the page of the mail settings, and the result on it */
export function registerMailTest(
  app: App,
  { views, mail, freshProof }: MailTestDeps,
  show: (request: FastifyRequest, reply: FastifyReply, result: TestResult) => Promise<FastifyReply>,
): void {
  app.post(`${paths.mail}/test`, { config: { access: pageRoute('administer-system') } }, async (request, reply) => {
    if (!(await freshProof(request, reply))) return reply;
    const { person } = request.caller;
    const words = views.textOf(request).mail.test;
    if (person === undefined) throw new Error('pageRoute lets nobody through who is not signed in');
    const sent = await mail.sendNow({ kind: 'test' }, person);
    switch (sent.outcome) {
      case 'sent':
        return show(request, reply, { tone: 'success', text: words.sent(person.email) });
      case 'no-server':
        return show(request, reply.code(409), { tone: 'danger', text: words.noServer });
      case 'failed':
        return show(request, reply.code(502), { tone: 'danger', title: words.failed, text: sent.failure });
    }
  });
}

/** @returns the two sections below the settings */
export async function mailSections(view: View, mail: Pick<Mail, 'outbox'>, result: TestResult | undefined): Promise<Html> {
  const troubled = await mail.outbox.troubled(mostTroubled);
  const { viewer } = view;
  return html`${viewer?.isSystemAdministrator && testSection(view, result)}${troubledSection(view, troubled)}`;
}

function testSection(view: View, result: TestResult | undefined): Html {
  const words = view.text.mail.test;
  return section({
    title: words.title,
    description: words.description,
    body: html`
      ${result && notice({ tone: result.tone, announce: true, body: html`<p>${result.title !== undefined && html`<strong>${result.title}</strong> `}${result.text}</p>` })}
      ${form(view, { once: true, action: `${paths.mail}/test`, body: formActions(button({ label: words.submit })) })}`,
  });
}

function troubledSection(view: View, troubled: readonly TroubledMail[]): Html {
  const words = view.text.mail.troubled;
  const row = ({ to, kind, createdAt, failure, nextAt }: TroubledMail): readonly Renderable[] => [
    to,
    kind,
    relativeTime(view, createdAt),
    failure,
    nextAt === null ? words.givenUp : relativeTime(view, nextAt),
  ];
  return section({
    title: words.title,
    description: words.description,
    body:
      troubled.length === 0
        ? html`<p class="muted">${words.none}</p>`
        : table({
            caption: words.title,
            columns: [words.to, words.kind, words.made, words.failure, words.next].map((label) => ({ label })),
            rows: troubled.map(row),
          }),
  });
}
