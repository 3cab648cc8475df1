/** How to connect: one tab for each way, filled in with a link's own values. */
import type { ConnectionGuide } from '../../applinks/connection-guide.ts';
import type { Link } from '../../applinks/links.ts';
import { linkButton } from '../components/button.ts';
import { codeBlock, copyField } from '../components/copy.ts';
import { notice } from '../components/notice.ts';
import { tabs } from '../components/tabs.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { linkPaths } from './link-paths.ts';

export interface GuideTabsProps {
  readonly link: Link;
  readonly guide: ConnectionGuide;
  /** Veiled wherever it stands; undefined: a public client, or a secret that cannot be read. */
  readonly secret: string | undefined;
}

export function guideTabs(view: View, props: GuideTabsProps): Html {
  const { guide, link, secret } = props;
  const words = view.text.console.credentials;
  const program = (id: 'curl' | 'javascript' | 'python', file: string): Html =>
    html`<p>${words[id]}</p>${codeBlock(view, { id: `guide-${id}`, label: file, code: guide[id], secret })}`;
  const tab = (id: string, label: string, panel: Renderable) => ({ id, label, panel });
  return tabs({
    id: 'connect',
    label: words.connect,
    tabs: [
      tab('postman', 'Postman', postman(view, props)),
      tab('curl', 'curl', program('curl', words.curlFile)),
      tab('javascript', 'JavaScript', program('javascript', words.javascriptFile)),
      tab('python', 'Python', program('python', words.pythonFile)),
      tab(
        'mcp',
        'MCP',
        link.clientType === 'public'
          ? html`<p>${words.mcpPublic}</p>`
          : html`<p>${words.mcp}</p>${codeBlock(view, { id: 'guide-mcp', label: words.mcpFile, code: guide.mcp, secret })}`,
      ),
    ],
  });
}

function postman(view: View, { guide, link }: GuideTabsProps): Html {
  const words = view.text.console.credentials;
  return html`${
    !guide.postmanCallbackIsRegistered &&
    notice({
      tone: 'warning',
      body: html`<p>${words.postmanCallbackMissing}</p><p>${linkButton({ label: words.addRedirect, href: address(view, linkPaths.edit(link.id)), small: true })}</p>`,
    })
  }<p>${words.postman}</p><div class="box guide-fields">${guide.postman.map(({ field, value }) =>
    copyField(view, { id: `postman-${field}`, label: words.postmanFields[field], value, secret: field === 'clientSecret' }),
  )}</div>`;
}
