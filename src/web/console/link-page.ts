/** The page of one link: what it is, who uses it, what happened to it. */
import type { Link } from '../../applinks/links.ts';
import type { UsageSpan } from '../../database/usage.ts';
import type { Seconds } from '../../foundation/clock.ts';
import type { AuthorizedApplication } from '../../oauth/grants.ts';
import { button, linkButton } from '../components/button.ts';
import { fileField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { pageHead } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { box, descriptionList, section } from '../components/section.ts';
import { tag, tagList } from '../components/status.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { type HistoryProps, historySection } from './link-history.ts';
import { linkCrumbs, linkMenu, linkName, linkState, scopeTag, spanInWords } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';
import { linkCounters, usageSection } from './usage-section.ts';
import { userTable } from './user-pages.ts';

export interface LinkPageProps extends Omit<HistoryProps, 'path'> {
  readonly link: Link;
  /** The first few. */
  readonly users: readonly AuthorizedApplication[];
  readonly usage: UsageSpan<(typeof linkCounters)[number]>;
  readonly accessTokenSeconds: Seconds;
  readonly refreshTokenSeconds: Seconds;
  /** What is wrong with the file that was just uploaded. */
  readonly logoProblem?: string | undefined;
}

export function linkPage(view: View, props: LinkPageProps): string {
  const { link, users } = props;
  const words = view.text.console;
  return page(view, {
    kind: 'console',
    title: link.name,
    current: 'application-links',
    main: html`${pageHead({
      title: linkName(view, link),
      breadcrumbs: linkCrumbs(view),
      description: html`<span class="inline">${linkState(view, link)}<span>${words.link.registered(link.createdByName ?? words.link.fromCommandLine)}</span></span>`,
      actions: html`${linkButton({ label: words.actions.credentials, href: address(view, linkPaths.credentials(link.id)), icon: 'key', kind: 'primary' })}${linkButton({ label: words.actions.edit, href: address(view, linkPaths.edit(link.id)), icon: 'edit' })}${linkMenu(view, link)}`,
    })}${link.disabledAt !== null && notice({ tone: 'warning', body: html`<p>${words.link.disabledNotice}</p>` })}${section({
      title: words.link.details,
      body: facts(view, props),
    })}${usageSection(view, { counters: linkCounters, usage: props.usage, description: words.usage.link })}${section({
      title: words.users.title,
      description: words.users.description,
      actions:
        link.users > users.length &&
        linkButton({
          label: words.users.showAll(view.format, link.users),
          href: address(view, linkPaths.users(link.id)),
          small: true,
        }),
      body: users.length === 0 ? html`<p class="muted">${words.users.none}</p>` : userTable(view, link, users),
    })}${logoSection(view, props)}${historySection(view, { ...props, path: linkPaths.of(link.id) })}`,
  });
}

function facts(view: View, { link, accessTokenSeconds, refreshTokenSeconds }: LinkPageProps): Html {
  const words = view.text.console.link;
  const life = (own: Seconds | null, setting: Seconds) =>
    own === null ? words.lifetimeDefault(spanInWords(view, setting)) : spanInWords(view, own);
  const options = Object.entries(words.optionNames).filter(([name]) => Reflect.get(link, name) === true);
  return descriptionList([
    { term: words.clientId, value: html`<code>${link.clientId}</code>` },
    { term: words.clientType, value: view.text.console.form[link.clientType] },
    { term: words.permissions, value: scopeTag(view, link.scope) },
    {
      term: words.redirectUrls,
      value: html`<ul class="plain-list">${link.redirectUris.map((uri) => html`<li><code>${uri}</code></li>`)}</ul>`,
    },
    {
      term: words.options,
      value: options.length === 0 ? words.noOptions : tagList(options.map(([, label]) => tag(label))),
    },
    {
      term: words.lifetimes,
      value: words.lifetimesAre(
        life(link.accessTokenSeconds, accessTokenSeconds),
        life(link.refreshTokenSeconds, refreshTokenSeconds),
      ),
    },
    { term: words.created, value: relativeTime(view, link.createdAt) },
    { term: words.updated, value: relativeTime(view, link.updatedAt) },
    { term: words.lastUsed, value: relativeTime(view, link.lastUsedAt) },
  ]);
}

function logoSection(view: View, { link, logoProblem }: LinkPageProps): Html {
  const words = view.text.console.logo;
  return section({
    id: 'logo',
    title: words.title,
    description: words.description,
    body: box(
      html`${form(view, {
        action: linkPaths.logo(link.id),
        multipart: true,
        body: html`${fileField({ name: 'logo', label: words.file, accept: 'image/png,image/jpeg', error: logoProblem, required: true })}${formActions(button({ label: words.upload }))}`,
      })}${
        link.hasLogo &&
        form(view, { action: linkPaths.removeLogo(link.id), body: button({ label: words.remove, kind: 'quiet', small: true }) })
      }`,
    ),
  });
}
