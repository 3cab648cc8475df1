/** A page of every kind, with every component on it: what the tests of the components look at, and whoever changes the style sheet. */
import { avatar, joinedMarks } from '../../src/web/components/avatar.ts';
import { button, linkButton } from '../../src/web/components/button.ts';
import { codeBlock, copyField } from '../../src/web/components/copy.ts';
import { confirmation, dialog } from '../../src/web/components/dialog.ts';
import { checkbox, fieldGroup, passwordField, selectField, textArea, textField } from '../../src/web/components/field.ts';
import { folded, form, formActions } from '../../src/web/components/form.ts';
import { icon } from '../../src/web/components/icon.ts';
import { iconShapes } from '../../src/web/components/icon-shapes.ts';
import { menu } from '../../src/web/components/menu.ts';
import { breadcrumbs, pageHead, pageTree, pagination } from '../../src/web/components/navigation.ts';
import { emptyState, notice } from '../../src/web/components/notice.ts';
import { permissionList } from '../../src/web/components/permissions.ts';
import { radioCards } from '../../src/web/components/radio-cards.ts';
import { repeatableRows } from '../../src/web/components/repeatable-rows.ts';
import { box, columns, descriptionList, section } from '../../src/web/components/section.ts';
import { stateBadge, tag, tagList } from '../../src/web/components/status.ts';
import { stepList } from '../../src/web/components/steps.ts';
import { table } from '../../src/web/components/table.ts';
import { tabs } from '../../src/web/components/tabs.ts';
import { relativeTime } from '../../src/web/components/time.ts';
import { html, trusted } from '../../src/web/html.ts';
import { page } from '../../src/web/layout/page.ts';
import { address, type View } from '../../src/web/view.ts';
import { macro, plain, html as rendered, rich } from '../wiki/storage-format/support.ts';

const hour = 3_600_000;

/** The pages of the gallery: path under the context path → document. */
export const gallery: Readonly<Record<string, (view: View) => string>> = {
  '/gallery/login': login,
  '/gallery/consent': consent,
  '/gallery/links': links,
  '/gallery/no-links': noLinks,
  '/gallery/create': create,
  '/gallery/credentials': credentials,
  '/gallery/delete': confirmDelete,
  '/gallery/wiki': wikiPage,
  '/gallery/parts': parts,
};

function login(view: View): string {
  return page(view, {
    kind: 'bare',
    title: 'Log in',
    main: html`
      <h1>Log in to continue to Postman</h1>
      ${box(
        form(view, {
          action: '/login.action',
          body: html`
            ${notice({ tone: 'danger', announce: true, body: html`<p>The username or password is wrong.</p>` })}
            ${textField({ name: 'os_username', label: 'Username', autocomplete: 'username', required: true, value: 'uma' })}
            ${passwordField(view, { name: 'os_password', label: 'Password', autocomplete: 'current-password', required: true })}
            ${checkbox({ name: 'os_cookie', label: 'Remember me' })}
            ${formActions(button({ label: 'Log in', kind: 'primary', wide: true }))}`,
        }),
      )}`,
  });
}

function consent(view: View): string {
  return page(view, {
    kind: 'bare',
    title: 'Allow Postman?',
    withoutMark: true,
    wide: true,
    main: html`
      ${joinedMarks({ name: 'Postman Desktop' })}
      <h1>Postman Desktop wants to use Weir as Uma Okafor</h1>
      ${form(view, {
        action: '/plugins/servlet/oauth2/consent',
        body: html`
          ${permissionList([
            {
              icon: 'read',
              title: 'Read',
              description: 'See the spaces, pages and comments that you can see, and your profile.',
            },
            { icon: 'write', title: 'Write', description: 'Create, change and delete what you may change.' },
            {
              icon: 'systemAdmin',
              title: 'System admin',
              description: 'Change every setting of this wiki, as you can.',
              strong: true,
            },
          ])}
          <p class="muted">It can never do more than you can. You can end this at any time under Authorized applications.</p>
          ${descriptionList([
            { term: 'Goes next to', value: html`<strong>oauth.pstmn.io</strong>` },
            { term: 'Registered by', value: html`Ada Lovelace, ${relativeTime(view, view.now - 90 * 24 * hour)}` },
          ])}
          ${notice({ tone: 'warning', body: html`<p>The answer goes to this computer. Allow it only if you started this yourself.</p>` })}
          ${formActions(html`${button({ label: 'Deny', name: 'decision', value: 'deny' })}${button({ label: 'Allow', kind: 'primary', name: 'decision', value: 'allow' })}`, 'pair')}`,
      })}`,
  });
}

function links(view: View): string {
  const link = (name: string, hours: number | undefined, scope: readonly string[], state = stateBadge('good', 'Active')) => [
    html`<span class="with-avatar">${avatar({ name, kind: 'application' })}<a href="${address(view, '/gallery/credentials')}">${name}</a></span>`,
    state,
    tagList(scope.map((one) => tag(one, one.endsWith('dmin') ? 'strong' : 'plain'))),
    hours === undefined ? relativeTime(view, undefined) : relativeTime(view, view.now - hours * hour),
    view.format.number(hours === undefined ? 0 : hours * 31),
    menu(view, {
      label: `More actions for ${name}`,
      items: [
        { kind: 'link', label: 'View credentials', href: address(view, '/gallery/credentials'), icon: 'key' },
        { kind: 'link', label: 'Edit', href: address(view, '/gallery/create'), icon: 'edit' },
        { kind: 'post', label: 'Disable', action: '/gallery/disable', icon: 'lock' },
        { kind: 'separator' },
        { kind: 'link', label: 'Delete', href: address(view, '/gallery/delete'), icon: 'trash', danger: true },
      ],
    }),
  ];
  return page(view, {
    kind: 'console',
    title: 'Application links',
    current: 'application-links',
    main: html`
      ${pageHead({
        title: 'Application links',
        description: 'External applications that act in this wiki on behalf of its people.',
        actions: linkButton({ label: 'Create link', href: address(view, '/gallery/create'), kind: 'primary', icon: 'add' }),
      })}
      ${table({
        caption: 'Application links',
        columns: [
          { label: 'Name' },
          { label: 'State' },
          { label: 'Permissions' },
          { label: 'Last used' },
          { label: 'People', align: 'end' },
          { label: 'Actions', hideLabel: true, align: 'end' },
        ],
        rows: [
          link('Postman Desktop', 3, ['Read', 'Write']),
          link('Nightly publisher', 20, ['Read', 'Write', 'Admin']),
          link('Atlas dashboards', undefined, ['Read'], stateBadge('idle', 'Disabled')),
          link('Research assistant (MCP)', 800, ['Read'], stateBadge('warning', 'Secret ends in 3 days')),
        ],
      })}
      ${pagination(view, { summary: '1–4 of 12', nextHref: '?start=4' })}`,
  });
}

function noLinks(view: View): string {
  return page(view, {
    kind: 'console',
    title: 'Application links',
    current: 'application-links',
    main: html`
      ${pageHead({ title: 'Application links' })}
      ${emptyState({
        icon: 'link',
        title: 'No applications yet',
        body: 'An application link lets an external application read and write this wiki for the people who allow it, and never more than they can themselves.',
        action: linkButton({ label: 'Create link', href: address(view, '/gallery/create'), kind: 'primary', icon: 'add' }),
        guide: html`<a href="${address(view, '/gallery/parts')}">How application links work</a>`,
      })}`,
  });
}

function create(view: View): string {
  return page(view, {
    kind: 'console',
    title: 'Create link',
    current: 'application-links',
    main: html`
      ${pageHead({
        breadcrumbs: breadcrumbs(view, [
          { label: 'General configuration', href: address(view, '/gallery/links') },
          { label: 'Application links', href: address(view, '/gallery/links') },
        ]),
        title: 'Create link',
      })}
      ${form(view, {
        action: '/gallery/create',
        body: html`
          ${radioCards({
            name: 'direction',
            legend: 'Direction',
            columns: true,
            value: 'incoming',
            options: [
              { value: 'incoming', title: 'Incoming', description: 'The application uses Weir.' },
              { value: 'outgoing', title: 'Outgoing', description: 'Weir uses the application.' },
            ],
          })}
          ${textField({ name: 'name', label: 'Name', hint: 'People see it on the consent page.', value: 'Postman', error: 'There is a link of this name. Choose another.', required: true })}
          ${repeatableRows(view, {
            name: 'redirectUri',
            label: 'Redirect URL',
            legend: 'Redirect URLs',
            hint: 'Where the browser goes after consent. They are compared character by character.',
            values: ['https://oauth.pstmn.io/v1/callback', 'http://example.org/callback'],
            errors: [undefined, 'Use https, or http for this computer only.'],
            most: 20,
            checkAt: '/gallery/check',
            addLabel: 'Add redirect URL',
          })}
          ${radioCards({
            name: 'scope',
            legend: 'Permissions',
            value: 'WRITE',
            options: [
              { value: 'READ', title: 'Read', description: 'See what the person can see.', icon: 'read' },
              {
                value: 'WRITE',
                title: 'Write',
                description: 'Create, change and delete that.',
                implies: 'Includes Read.',
                icon: 'write',
              },
              {
                value: 'ADMIN',
                title: 'Admin',
                description: 'Administer the wiki as the person may.',
                implies: 'Includes Read and Write.',
                icon: 'admin',
                strong: true,
              },
              {
                value: 'SYSTEM_ADMIN',
                title: 'System admin',
                description: 'Everything that a system administrator may.',
                implies: 'Includes Read, Write and Admin.',
                icon: 'systemAdmin',
                strong: true,
              },
            ],
          })}
          ${folded({
            summary: 'Advanced',
            open: true,
            body: html`${checkbox({ name: 'requirePkce', label: 'Require PKCE', hint: 'Recommended. Refuses requests without a code challenge.', checked: true })}
              ${selectField({
                name: 'lifetime',
                label: 'Access tokens live for',
                value: '3600',
                options: [
                  { value: '3600', label: '1 hour' },
                  { value: '7200', label: '2 hours' },
                ],
              })}
              ${textArea({ name: 'note', label: 'Note', hint: 'For administrators.' })}`,
          })}
          ${formActions(html`${button({ label: 'Save', kind: 'primary' })}${linkButton({ label: 'Cancel', href: address(view, '/gallery/links') })}`)}`,
      })}`,
  });
}

function credentials(view: View): string {
  return page(
    { ...view, flash: [{ tone: 'success', message: 'The link was created.' }] },
    {
      kind: 'console',
      title: 'Credentials of Postman Desktop',
      current: 'application-links',
      main: html`
      ${pageHead({
        breadcrumbs: breadcrumbs(view, [{ label: 'Application links', href: address(view, '/gallery/links') }]),
        title: 'Postman Desktop',
        description: 'Enter these in the application. You can come back to this page.',
        actions: button({ label: 'Rotate secret', icon: 'refresh', type: 'button' }),
      })}
      ${columns(
        html`
          ${section({
            title: 'Credentials',
            body: html`<div class="stack">
              ${copyField(view, { id: 'client-id', label: 'Client ID', value: '8f14e45fceea167a5a36dedd4bea2543' })}
              ${copyField(view, { id: 'client-secret', label: 'Client secret', value: 'weir_cs_3f9a1c77b2e84d0c9b7e6a5d4c3b2a19', secret: true, hint: 'Keep it out of browsers and repositories.' })}
            </div>`,
          })}
          ${section({
            title: 'Connect',
            body: tabs({
              id: 'connect',
              label: 'Connect with',
              tabs: ['Postman', 'curl', 'JavaScript', 'Python', 'MCP'].map((label) => ({
                id: label.toLowerCase(),
                label,
                panel: codeBlock(view, {
                  id: `code-${label.toLowerCase()}`,
                  label: `${label}: exchange the code`,
                  code: 'curl --request POST http://localhost:8090/rest/oauth2/latest/token \\\n  --data grant_type=authorization_code \\\n  --data client_id=8f14e45fceea167a5a36dedd4bea2543 \\\n  --data client_secret=weir_cs_3f9a1c77b2e84d0c9b7e6a5d4c3b2a19 \\\n  --data code=<the code>',
                  secret: 'weir_cs_3f9a1c77b2e84d0c9b7e6a5d4c3b2a19',
                }),
              })),
            }),
          })}`,
        section({
          title: 'Try it',
          description: 'Runs the whole flow in this browser, against this link.',
          actions: button({ label: 'Run', icon: 'play', type: 'button', small: true }),
          body: box(
            stepList(view, {
              id: 'try',
              steps: [
                {
                  id: 'pkce',
                  title: 'Make a verifier',
                  state: 'done',
                  description: '43 characters, and their hash.',
                  details: codeBlock(view, {
                    id: 'verifier',
                    label: 'Verifier',
                    code: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
                  }),
                },
                { id: 'authorize', title: 'Ask for a code', state: 'done', description: 'Uma allowed Read and Write.' },
                { id: 'token', title: 'Exchange the code', state: 'running' },
                { id: 'call', title: 'Call the API', state: 'failed', description: '401: the token has ended.' },
                { id: 'refresh', title: 'Refresh', state: 'waiting' },
              ],
            }),
          ),
        }),
      )}`,
    },
  );
}

function confirmDelete(view: View): string {
  const body = confirmation(view, {
    consequences: ['12 people lose access at once.', '31 tokens end.', 'The client ID cannot be used again.'],
    action: '/gallery/delete',
    confirmLabel: 'Delete link',
    cancelHref: address(view, '/gallery/links'),
    typed: { name: 'Postman' },
  });
  return page(view, {
    kind: 'console',
    title: 'Delete Postman?',
    current: 'application-links',
    main: html`${pageHead({ title: 'Delete Postman?' })}${box(body)}`,
  });
}

function wikiPage(view: View): string {
  return page(view, {
    kind: 'app',
    title: 'How the river is measured',
    side: {
      label: 'Pages',
      content: pageTree(view, [
        {
          title: 'Handbook',
          href: '#handbook',
          open: true,
          children: [
            { title: 'How the river is measured', href: '#here', current: true, children: [] },
            {
              title: 'Gauges along the upper valley and who looks after them',
              href: '#gauges',
              children: [{ title: 'North gauge', href: '#north', children: [] }],
            },
            { title: 'Floods', href: '#floods', hasMore: true, children: [] },
          ],
        },
        { title: 'Meetings', href: '#meetings', children: [{ title: 'March', href: '#march', children: [] }] },
      ]),
    },
    main: html`
      ${pageHead({
        breadcrumbs: breadcrumbs(view, [
          { label: 'Spaces', href: '#spaces' },
          { label: 'River works', href: '#space' },
          { label: 'Handbook', href: '#handbook' },
        ]),
        title: 'How the river is measured',
        description: html`Uma Okafor, version 7, ${relativeTime(view, view.now - 26 * hour)}`,
        actions: linkButton({ label: 'Edit', href: '#edit', icon: 'edit' }),
      })}
      <article class="wiki-content">${trusted(wikiContent)}</article>`,
  });
}

function parts(view: View): string {
  return page(view, {
    kind: 'app',
    title: 'Parts',
    main: html`
      ${pageHead({ title: 'Parts', description: 'Buttons, notices, and what else there is.' })}
      ${section({
        title: 'Buttons',
        body: html`<div class="inline">
          ${button({ label: 'Primary', kind: 'primary', type: 'button' })}${button({ label: 'Secondary', type: 'button' })}
          ${button({ label: 'Danger', kind: 'danger', type: 'button', opensDialog: 'sure' })}${button({ label: 'Quiet', kind: 'quiet', type: 'button' })}
          ${button({ label: 'Small', small: true, icon: 'copy', type: 'button' })}${button({ label: 'Disabled', disabled: true, type: 'button' })}
          ${button({ label: 'Refresh', kind: 'quiet', icon: 'refresh', iconOnly: true, type: 'button' })}
        </div>`,
      })}
      ${dialog(view, {
        id: 'sure',
        title: 'End all sessions?',
        body: confirmation(view, {
          consequences: ['You stay signed in here.', 'Four other browsers are signed out.'],
          action: '/gallery/end',
          confirmLabel: 'End sessions',
          cancelHref: address(view, '/gallery/parts'),
        }),
      })}
      ${section({
        title: 'Notices',
        body: html`<div class="stack">${(['info', 'success', 'warning', 'danger'] as const).map((tone) =>
          notice({ tone, title: `A ${tone}`, body: html`<p>What happened, and <a href="#next">what to do next</a>.</p>` }),
        )}</div>`,
      })}
      ${section({
        title: 'States',
        body: html`<div class="inline">${stateBadge('good', 'Active')}${stateBadge('idle', 'Disabled')}${stateBadge('warning', 'Ends soon')}${stateBadge('bad', 'Failed')}
          ${tag('Read')}${tag('System admin', 'strong')}</div>`,
      })}
      ${section({
        title: 'People',
        body: html`<div class="inline">${['Uma Okafor', 'Ada Lovelace', 'Žofie', 'Ken Thompson', 'Radia Perlman', 'Grace Hopper', '李 明'].map((name) => avatar({ name, kind: 'person', size: 'large' }))}</div>`,
      })}
      ${section({ title: 'Icons', body: html`<div class="inline">${(Object.keys(iconShapes) as (keyof typeof iconShapes)[]).map((name) => icon(name, name))}</div>` })}
      ${section({
        title: 'Group',
        body: fieldGroup({
          legend: 'Notifications',
          body: html`${checkbox({ name: 'a', label: 'By e-mail', hint: 'At once.' })}${checkbox({ name: 'b', label: 'In the wiki', error: 'Choose at least one.' })}`,
        }),
      })}`,
  });
}

const wikiContent = rendered(`
<p>The gauge at the weir reports every ten minutes. This page says <strong>how to read it</strong>, with <code>level.cm</code> in a table below.</p>
${macro('toc')}
<h2>Reading the gauge ${macro('status', { colour: 'Green', title: 'In force' })}</h2>
<p>Read it twice, a minute apart. A measure of about seventy-two characters keeps long text calm, so that the eye finds the next line without help.</p>
${macro('info', { title: 'Clock' }, rich('<p>All times are UTC.</p>'))}
${macro('tip', {}, rich('<p>Bring a torch.</p>'))}
${macro('note', {}, rich('<p>The steps are slippery.</p>'))}
${macro('warning', { title: 'Flood' }, rich('<p>Above 240 cm nobody goes down.</p>'))}
<h3>Units</h3>
<ul><li>Level in centimetres<ul><li>to the nearest one</li></ul></li><li>Flow in m³/s</li></ul>
<ol><li>Open the hatch</li><li>Read the staff</li></ol>
<table><tbody><tr><th>Level</th><th>Name</th><th>What to do</th></tr><tr><td>0–120</td><td>Low</td><td>Nothing</td></tr><tr><td>120–240</td><td>High</td><td>${macro('status', { colour: 'Yellow', title: 'Watch' })}</td></tr></tbody></table>
${macro('code', { title: 'read.sh' }, plain('curl -H "Authorization: Bearer $TOKEN" https://gauge.example.org/level'))}
${macro('expand', { title: 'Why twice?' }, rich('<p>Waves.</p>'))}
<ac:task-list><ac:task><ac:task-status>complete</ac:task-status><ac:task-body>Paint the staff</ac:task-body></ac:task><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>Oil the hatch</ac:task-body></ac:task></ac:task-list>
<blockquote><p>Water has no memory, but gauges do.</p></blockquote>
${macro('panel', { title: 'Keeper' }, rich('<p>Ask at the lock.</p>'))}
`);
