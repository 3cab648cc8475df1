/** Test connection: the button, and the result of the last test in words. */
import type { TestResult } from '../../applinks/outgoing/connection-result.ts';
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import { button } from '../components/button.ts';
import { form } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box, descriptionList, section } from '../components/section.ts';
import { relativeTime } from '../components/time.ts';
import { spanInWords } from '../console/link-parts.ts';
import { type Html, html } from '../html.ts';
import type { View } from '../view.ts';
import { scopeText } from './account-parts.ts';
import { failureText } from './failure-text.ts';
import { outgoingPaths } from './outgoing-paths.ts';

export function testSection(view: View, { linkKey, testedAt, testResult }: OutgoingLink): Html {
  const words = view.text.outgoing.test;
  return section({
    id: 'test',
    title: words.title,
    description: words.description,
    body: box(
      html`${testResult && result(view, testResult)}${
        testedAt !== null && html`<p class="muted small">${words.last}: ${relativeTime(view, testedAt)}</p>`
      }${form(view, {
        action: outgoingPaths.test(linkKey),
        body: html`<p>${button({ label: testResult === undefined ? words.run : words.again, icon: 'play' })}</p>`,
      })}`,
    ),
  });
}

function result(view: View, found: TestResult): Html {
  const words = view.text.outgoing.test;
  const fails = (paragraphs: readonly string[]) =>
    notice({ tone: 'danger', title: words.fails, body: html`${paragraphs.map((each) => html`<p>${each}</p>`)}` });
  switch (found.kind) {
    case 'waiting':
      return notice({ tone: 'warning', title: words.waiting, body: html`<p>${words.waitingBody}</p>` });
    case 'request-refused':
      return fails([words.requestRefused(found.status)]);
    case 'failed':
      return fails(failureText(view, found.failure));
    case 'works':
      return html`${notice({ tone: 'success', title: words.works, body: found.refresh === 'no-token' && html`<p>${words.refreshAdvice}</p>` })}${descriptionList(
        [
          {
            term: words.accessToken,
            value:
              found.accessSeconds === null
                ? words.accessWithoutEnd
                : words.accessFor(spanInWords(view, Math.round(found.accessSeconds))),
          },
          { term: words.refreshToken, value: words.refresh[found.refresh] },
          { term: words.scope, value: scopeText(view, found.scope) },
          { term: words.revocation, value: words.revocations[found.revocation] },
        ],
      )}`;
  }
}
