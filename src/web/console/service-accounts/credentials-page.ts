/** Credentials of a service account: client id and secrets, endpoint addresses, how to connect. */
import type { ServiceAccount } from '../../../applinks/service-account-reads.ts';
import { type ServiceGuide, serviceGuide } from '../../../applinks/service-guide.ts';
import type { ShownSecret } from '../../../oauth/client-secrets.ts';
import { linkButton } from '../../components/button.ts';
import { codeBlock, copyField } from '../../components/copy.ts';
import { box, section } from '../../components/section.ts';
import { tabs } from '../../components/tabs.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { secretFields } from '../secret-fields.ts';
import { accountMenu, accountSubPageHead } from './account-parts.ts';
import { accountPaths } from './account-paths.ts';

export interface AccountCredentialsProps {
  readonly baseUrl: string;
  readonly account: ServiceAccount;
  /** Those that are valid now, newest first. */
  readonly secrets: readonly ShownSecret[];
}

export function accountCredentialsPage(view: View, { baseUrl, account, secrets }: AccountCredentialsProps): string {
  const { credentials: shared, serviceAccounts } = view.text.console;
  const words = serviceAccounts.credentials;
  const secret = secrets[0]?.secret;
  const guide = serviceGuide(baseUrl, { ...account, clientSecret: secret ?? '' });
  return page(view, {
    kind: 'console',
    title: shared.titleOf(account.name),
    current: 'service-accounts',
    main: html`${accountSubPageHead(view, account, shared.title, words.description, accountMenu(view, account))}${section({
      title: shared.values,
      actions: linkButton({
        label: shared.rotate,
        href: address(view, accountPaths.rotate(account.id)),
        small: true,
        icon: 'refresh',
      }),
      body: box(
        html`${copyField(view, { id: 'client-id', label: shared.clientId, value: account.clientId })}${secretFields(
          view,
          secrets,
          (secretId) => accountPaths.endSecret(account.id, secretId),
        )}`,
      ),
    })}${section({
      title: shared.endpoints,
      body: box(
        html`${(['token', 'revocation', 'introspection', 'metadata'] as const).map((name) =>
          copyField(view, { id: `endpoint-${name}`, label: shared.endpointNames[name], value: guide.endpoints[name] }),
        )}`,
      ),
    })}${section({
      title: shared.connect,
      description: words.connectDescription,
      body: guideTabs(view, guide, secret),
    })}`,
  });
}

function guideTabs(view: View, guide: ServiceGuide, secret: string | undefined): Html {
  const { credentials: shared, serviceAccounts } = view.text.console;
  const program = (id: 'curl' | 'javascript' | 'python', file: string, said: string) =>
    html`<p>${said}</p>${codeBlock(view, { id: `guide-${id}`, label: file, code: guide[id], secret })}`;
  return tabs({
    id: 'connect',
    label: shared.connect,
    tabs: [
      { id: 'curl', label: 'curl', panel: program('curl', shared.curlFile, serviceAccounts.credentials.curl) },
      { id: 'javascript', label: 'JavaScript', panel: program('javascript', shared.javascriptFile, shared.javascript) },
      { id: 'python', label: 'Python', panel: program('python', shared.pythonFile, shared.python) },
      {
        id: 'postman',
        label: 'Postman',
        panel: html`<p>${shared.postman}</p><div class="box guide-fields">${guide.postman.map(({ field, value }) =>
          copyField(view, {
            id: `postman-${field}`,
            label: shared.postmanFields[field],
            value,
            secret: field === 'clientSecret',
          }),
        )}</div>`,
      },
    ],
  });
}
