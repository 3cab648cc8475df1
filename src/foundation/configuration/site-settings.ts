/** Settings: the name of the site, the hosts it may call, and the mail server. */
import { plainName } from '../folding.ts';
import { oneOf, text, wholeNumber, yesOrNo } from './setting.ts';
import { isHost, parseHosts, shortText } from './setting-texts.ts';

export const siteSettings = {
  allowedOutboundHosts: text(
    {
      name: 'WEIR_ALLOWED_OUTBOUND_HOSTS',
      summary:
        'Hosts in your own network that Weir may call (web hooks, outgoing links). Calls to private addresses are refused everywhere else; to other hosts they need no entry.',
      fallback: '',
    },
    'host names or IP addresses without port, separated by commas, or nothing',
    parseHosts,
  ),
  webHooksEnabled: yesOrNo({
    name: 'WEIR_WEB_HOOKS_ENABLED',
    summary: 'Whether web hooks are told of changes. With false nothing is sent, and what happens meanwhile is not told later.',
    fallback: 'true',
  }),
  siteName: text(
    {
      name: 'WEIR_SITE_NAME',
      summary: 'What this installation is called, at the top of every page and in mail.',
      fallback: 'Weir',
    },
    'a name of 1 to 60 characters',
    (name) => {
      const plain = plainName(name);
      return plain === '' || [...plain].length > 60 ? undefined : plain;
    },
  ),
  mailHost: text(
    { name: 'WEIR_MAIL_HOST', summary: 'The mail server (SMTP). Without it no mail is sent.', fallback: '' },
    'a host name or IP address without port, or nothing',
    (host) => (host === '' || isHost(host.toLowerCase()) ? host.toLowerCase() : undefined),
  ),
  mailPort: wholeNumber({ name: 'WEIR_MAIL_PORT', summary: 'Its port.', fallback: '587' }, 1, 65535),
  mailTls: oneOf(
    {
      name: 'WEIR_MAIL_TLS',
      summary:
        'How the connection to the mail server is encrypted: starttls (port 587), tls from the first byte (port 465), or none, for a server on this machine or a closed network.',
      fallback: 'starttls',
    },
    ['starttls', 'tls', 'none'],
  ),
  mailUser: text(
    {
      name: 'WEIR_MAIL_USER',
      summary: 'The user name at the mail server; without it Weir does not sign in there.',
      fallback: '',
    },
    'at most 255 characters without control characters',
    shortText,
  ),
  mailPassword: text(
    { name: 'WEIR_MAIL_PASSWORD', summary: 'The password at the mail server.', fallback: '', secret: true },
    'at most 255 characters without control characters',
    shortText,
  ),
  mailFrom: text(
    { name: 'WEIR_MAIL_FROM', summary: 'The address that mail comes from, such as wiki@example.com.', fallback: '' },
    'an e-mail address, or nothing',
    (address) => (address === '' || /^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,190}$/.test(address) ? address : undefined),
  ),
  mailLinkId: wholeNumber(
    {
      name: 'WEIR_MAIL_LINK_ID',
      summary:
        'The number of the outgoing application link whose system account signs in at the mail server (XOAUTH2), instead of a password. 0: none.',
      fallback: '0',
    },
    0,
    999_999_999,
  ),
} as const;
