/** Try it: the whole flow against one link in the browser, step by step; and the page that its answer comes back to. */
import type { Endpoints } from '../../applinks/connection-guide.ts';
import type { Link } from '../../applinks/links.ts';
import { scopeCovers, scopeKeys } from '../../http/caller.ts';
import { tryItRedirectUri } from '../../oauth/redirect-uri.ts';
import { button } from '../components/button.ts';
import { selectField } from '../components/field.ts';
import { form } from '../components/form.ts';
import { box, section } from '../components/section.ts';
import { stepList } from '../components/steps.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { linkPaths } from './link-paths.ts';

export interface TryItProps {
  readonly baseUrl: string;
  readonly link: Link;
  readonly endpoints: Endpoints;
}

/** The column beside the credentials, whose button waits for the script. What the script needs to know stands in `data-` attributes; the secret it takes from its field. */
export function tryIt(view: View, props: TryItProps): Html {
  const words = view.text.console.tryIt;
  return section({
    id: 'try-it',
    title: words.title,
    body: box(props.link.allowTryIt ? runner(view, props) : switchedOff(view, props.link)),
  });
}

function switchedOff(view: View, link: Link): Html {
  const words = view.text.console.tryIt;
  return html`<p class="muted">${words.off}</p>${form(view, {
    action: linkPaths.tryIt(link.id),
    fields: { on: 'true' },
    body: button({ label: words.switchOn, icon: 'play' }),
  })}`;
}

const steps = ['discover', 'prepare', 'consent', 'answer', 'token', 'call', 'refresh', 'revoke'] as const;

function runner(view: View, { baseUrl, link, endpoints }: TryItProps): Html {
  const words = view.text.console.tryIt;
  return html`<p class="muted">${words.on}</p><p class="no-script">${words.noScript}</p><form class="form needs-script" data-try-it data-base-url="${baseUrl}" data-client-id="${link.clientId}" data-client-type="${link.clientType}" data-redirect-uri="${tryItRedirectUri(baseUrl)}" data-metadata="${endpoints.metadata}" data-api="${endpoints.currentUser}" data-words="${JSON.stringify(words.words)}">${selectField(
    {
      name: 'scope',
      label: words.permission,
      value: 'READ',
      options: scopeKeys
        .filter((scope) => scopeCovers(link.scope, scope))
        .map((scope) => ({ value: scope, label: view.text.console.scopes[scope].title })),
    },
  )}${button({ label: words.run, kind: 'primary', icon: 'play', disabled: true })}</form>${stepList(view, {
    id: 'try-it-steps',
    steps: steps.map((id) => ({
      id,
      title: words.stepTitles[id],
      state: 'waiting',
      description: words.stepDescriptions[id],
    })),
  })}${form(view, {
    action: linkPaths.tryIt(link.id),
    fields: { on: 'false' },
    body: button({ label: words.switchOff, kind: 'quiet', small: true }),
  })}${pageScript(view, 'scripts/try-it.js')}`;
}

/** Where the answer comes back to: hands the parameters to the window that waits for them, and closes. */
export function tryItCallbackPage(view: View): string {
  const words = view.text.console.tryIt;
  return page(view, {
    kind: 'bare',
    title: words.callbackTitle,
    main: html`<h1>${words.callbackTitle}</h1><p class="centred needs-script">${words.callbackBody}</p><p class="centred no-script">${words.callbackNoScript}</p>${pageScript(view, 'scripts/try-it-callback.js')}`,
  });
}

function pageScript(view: View, name: string): Html {
  return html`<script type="module" src="${address(view, view.assets.pathOf(name))}"></script>`;
}
