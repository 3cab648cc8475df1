/** Credentials of a link: client id and secrets, endpoint addresses, how to connect, and Try it. */
import { connectionGuide } from '../../applinks/connection-guide.ts';
import type { Link } from '../../applinks/links.ts';
import type { ShownSecret } from '../../oauth/client-secrets.ts';
import { linkButton } from '../components/button.ts';
import { copyField } from '../components/copy.ts';
import { box, columns, section } from '../components/section.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { guideTabs } from './guide-tabs.ts';
import { linkMenu, subPageHead } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';
import { secretFields } from './secret-fields.ts';
import { tryIt } from './try-it.ts';

export interface CredentialsProps {
  readonly baseUrl: string;
  readonly link: Link;
  /** Those that are valid now, newest first; none for a public client. */
  readonly secrets: readonly ShownSecret[];
}

export function credentialsPage(view: View, { baseUrl, link, secrets }: CredentialsProps): string {
  const words = view.text.console.credentials;
  const guide = connectionGuide(baseUrl, { ...link, clientSecret: secrets[0]?.secret });
  const { endpoints } = guide;
  return page(view, {
    kind: 'console',
    title: words.titleOf(link.name),
    current: 'application-links',
    main: html`${subPageHead(view, link, words.title, words.description, linkMenu(view, link))}${columns(
      html`${section({
        title: words.values,
        actions:
          link.clientType === 'confidential' &&
          linkButton({ label: words.rotate, href: address(view, linkPaths.rotate(link.id)), small: true, icon: 'refresh' }),
        body: box(
          html`${copyField(view, { id: 'client-id', label: words.clientId, value: link.clientId })}${
            link.clientType === 'public'
              ? html`<p class="muted">${words.publicClient}</p>`
              : secretFields(view, secrets, (secretId) => linkPaths.endSecret(link.id, secretId))
          }`,
        ),
      })}${section({
        title: words.endpoints,
        actions: linkButton({
          label: view.text.reference.title,
          href: address(view, paths.apiReference),
          small: true,
          icon: 'read',
        }),
        body: box(
          html`${(['authorization', 'token', 'revocation', 'introspection', 'metadata'] as const).map((name) =>
            copyField(view, { id: `endpoint-${name}`, label: words.endpointNames[name], value: endpoints[name] }),
          )}`,
        ),
      })}${section({
        title: words.connect,
        description: words.connectDescription,
        body: guideTabs(view, { link, guide, secret: secrets[0]?.secret }),
      })}`,
      tryIt(view, { baseUrl, link, endpoints }),
    )}`,
  });
}
