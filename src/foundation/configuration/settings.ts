/** Every setting of Weir. The start reads it, `weir config` shows it, and docs/configuration.md is written from it. */
import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { plainName } from '../folding.ts';
import { oneOf, text, wholeNumber, yesOrNo } from './setting.ts';

const year = 365 * 24 * 3600;
const property = (name: string) => `atlassian.oauth2.provider.${name}`;

/** The settings by the name that the program knows them by; all values are in the unit that the name says. */
export const settings = {
  home: text(
    {
      name: 'WEIR_HOME',
      summary: 'The data folder: database, attachments, keys, weir.env.',
      fallback: './data',
      environmentOnly: true,
    },
    'a path',
    (path) => (path.includes('\0') || path === '' ? undefined : isAbsolute(path) ? path : resolve(path)),
  ),
  host: text(
    { name: 'WEIR_HOST', summary: 'The address to listen on; 0.0.0.0 or :: for all.', fallback: '127.0.0.1' },
    'an IP address or localhost',
    (host) => (isIP(host) !== 0 || host === 'localhost' ? host : undefined),
  ),
  port: wholeNumber({ name: 'WEIR_PORT', summary: 'The port to listen on.', fallback: '8090' }, 1, 65535),
  baseUrl: text(
    {
      name: 'WEIR_BASE_URL',
      summary: 'The address by which people and applications reach Weir, context path included. It is also the OAuth issuer.',
      fallback: undefined,
      derived: 'http://localhost: and the port in force, so http://localhost:8090',
    },
    'an http or https URL without query, fragment, user name or trailing slash',
    parseBaseUrl,
  ),
  databaseUrl: text(
    {
      name: 'WEIR_DATABASE_URL',
      summary: 'The PostgreSQL database to use. Without it Weir keeps everything in SQLite in the data folder.',
      fallback: undefined,
      derived: 'SQLite, weir.db in the data folder',
      secret: true,
    },
    'a postgresql:// URL',
    (url) => (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url) ? url : undefined),
  ),
  trustedProxies: text(
    {
      name: 'WEIR_TRUSTED_PROXIES',
      summary:
        'Proxies whose X-Forwarded-For is believed, for the address in logs and throttling. Behind a proxy that is not named here all people count as one address. Addresses in answers never come from it.',
      fallback: '',
    },
    'IP addresses or CIDR ranges, separated by commas, or nothing',
    parseProxies,
  ),
  encryptionKeys: text(
    {
      name: 'WEIR_ENCRYPTION_KEYS',
      summary: 'Keys that encrypt what can be viewed again (client secrets). The first encrypts, all decrypt.',
      fallback: undefined,
      derived: 'made at the first start, kept in encryption.key in the data folder',
      secret: true,
    },
    'one or more keys of 32 bytes as 64 hex digits, separated by commas',
    (keys) => {
      const list = keys.split(',').map((key) => key.trim());
      return list.every((key) => /^[0-9a-fA-F]{64}$/.test(key)) ? list.map((key) => Buffer.from(key, 'hex')) : undefined;
    },
  ),
  accessTokenSeconds: wholeNumber(
    {
      name: 'WEIR_ACCESS_TOKEN_SECONDS',
      summary: 'Life of an access token, in seconds. A link can have its own.',
      fallback: '3600',
      confluence: property('access.token.expiration.seconds'),
    },
    60,
    30 * 24 * 3600,
  ),
  refreshTokenSeconds: wholeNumber(
    {
      name: 'WEIR_REFRESH_TOKEN_SECONDS',
      summary: 'Life of a refresh token from its last use, in seconds. A link can have its own.',
      fallback: '7776000',
      confluence: property('refresh.token.expiration.seconds'),
    },
    60,
    10 * year,
  ),
  refreshFamilySeconds: wholeNumber(
    {
      name: 'WEIR_REFRESH_MAX_SECONDS',
      summary: 'Life of an authorization from the consent on, however often it is refreshed, in seconds.',
      fallback: String(year),
    },
    60,
    10 * year,
  ),
  refreshRetrySeconds: wholeNumber(
    {
      name: 'WEIR_REFRESH_RETRY_SECONDS',
      summary:
        'How long a refresh may be repeated with the previous refresh token while the new tokens are unused, in seconds. 0 is strict: any repetition ends the authorization.',
      fallback: '60',
    },
    0,
    600,
  ),
  codeSeconds: wholeNumber(
    {
      name: 'WEIR_AUTHORIZATION_CODE_SECONDS',
      summary: 'Life of an authorization code, in seconds.',
      fallback: '60',
      confluence: property('max.client.delay.seconds'),
    },
    5,
    600,
  ),
  accessTokensEnabled: yesOrNo({
    name: 'WEIR_ENABLE_ACCESS_TOKENS',
    summary:
      'Whether OAuth access tokens open the API. With false every one is refused and none is issued; personal access tokens go on.',
    fallback: 'true',
    confluence: property('enable.access.tokens'),
  }),
  passwordMinLength: wholeNumber(
    {
      name: 'WEIR_PASSWORD_MIN_LENGTH',
      summary: 'The fewest characters that a new password has. Passwords that exist are not asked again.',
      fallback: '8',
    },
    8,
    64,
  ),
  signInAttempts: wholeNumber(
    {
      name: 'WEIR_SIGN_IN_ATTEMPTS',
      summary: 'After this many wrong passwords for an account, sign-in waits; each further one doubles the wait.',
      fallback: '5',
    },
    3,
    100,
  ),
  signInAddressAttempts: wholeNumber(
    {
      name: 'WEIR_SIGN_IN_ATTEMPTS_PER_ADDRESS',
      summary: 'The same for all accounts together from one network address, which many people may share.',
      fallback: '100',
    },
    10,
    10_000,
  ),
  signInPauseMaxSeconds: wholeNumber(
    { name: 'WEIR_SIGN_IN_PAUSE_MAX_SECONDS', summary: 'The longest wait between two attempts, in seconds.', fallback: '900' },
    2,
    24 * 3600,
  ),
  requireTwoStepGroups: text(
    {
      name: 'WEIR_REQUIRE_TWO_STEP_GROUPS',
      summary: 'Groups whose members must use two-step sign-in.',
      fallback: '',
    },
    'names of groups, separated by commas, or nothing',
    (list) => parseList(list, (name) => name.length <= 255 && !/\p{Cc}/u.test(name)),
  ),
  personalTokenMaxDays: wholeNumber(
    {
      name: 'WEIR_PERSONAL_TOKEN_MAX_DAYS',
      summary:
        'The longest life of a personal access token, in days, of those that exist already too. With 0 a token may last until it is revoked.',
      fallback: '0',
      confluence: 'atlassian.pats.max.tokens.expiry.days',
    },
    0,
    3650,
  ),
  allowHttpBaseUrl: yesOrNo({
    name: 'WEIR_ALLOW_HTTP_BASE_URL',
    summary:
      'Allows a base URL with http that is not on this machine. For closed networks only: passwords and tokens travel in the clear.',
    fallback: 'false',
    confluence: property('skip.base.url.https.requirement'),
  }),
  allowHttpRedirectUrls: yesOrNo({
    name: 'WEIR_ALLOW_HTTP_REDIRECT_URLS',
    summary:
      'Allows redirect URLs with http that are not on the person’s own machine. For closed networks only: codes travel in the clear.',
    fallback: 'false',
    confluence: property('skip.redirect.url.https.requirement'),
  }),
  allowedRedirectHosts: text(
    {
      name: 'WEIR_ALLOWED_REDIRECT_HOSTS',
      summary:
        'The hosts that redirect URLs of application links may lead to; *.example.org stands for every host below example.org. With nothing here, any. Looked at when a link is made or changed; a person’s own machine is always allowed.',
      fallback: '',
    },
    'host names without port, *. before one for all below it, separated by commas, or nothing',
    (list) =>
      parseList(list.toLowerCase(), (host) => isIP(host) !== 0 || /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host)),
  ),
  sessionIdleSeconds: wholeNumber(
    {
      name: 'WEIR_SESSION_IDLE_SECONDS',
      summary: 'A session ends after this long without a request, in seconds.',
      fallback: '3600',
    },
    60,
    30 * 24 * 3600,
  ),
  sessionMaxSeconds: wholeNumber(
    { name: 'WEIR_SESSION_MAX_SECONDS', summary: 'A session ends this long after sign-in, in seconds.', fallback: '43200' },
    300,
    30 * 24 * 3600,
  ),
  rememberMeSeconds: wholeNumber(
    {
      name: 'WEIR_REMEMBER_ME_SECONDS',
      summary: 'The same two ends for a session with “Remember me”, in seconds.',
      fallback: '2592000',
    },
    300,
    year,
  ),
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
  logLevel: oneOf({ name: 'WEIR_LOG_LEVEL', summary: 'The least important event that is logged.', fallback: 'info' }, [
    'debug',
    'info',
    'warn',
    'error',
    'silent',
  ]),
  drainSeconds: wholeNumber(
    {
      name: 'WEIR_DRAIN_SECONDS',
      summary:
        'How long Weir, told to stop, goes on answering while /health/ready says “draining”, in seconds. Behind a load balancer: a little longer than it takes to notice.',
      fallback: '0',
    },
    0,
    300,
  ),
  metricsToken: text(
    {
      name: 'WEIR_METRICS_TOKEN',
      summary: 'The bearer token that opens /metrics (Prometheus). Without it there is no such page, and nothing is measured.',
      fallback: '',
      secret: true,
    },
    'at least 16 letters, digits and -._~+/, or nothing',
    (token) => (token === '' || /^[A-Za-z0-9._~+/-]{16,255}=*$/.test(token) ? token : undefined),
  ),
  otlpEndpoint: text(
    {
      name: 'WEIR_OTLP_ENDPOINT',
      summary:
        'The OpenTelemetry collector that gets traces (OTLP over HTTP), such as http://localhost:4318; they go to /v1/traces below it. Without it nothing is traced.',
      fallback: '',
    },
    'an http or https URL without query and user name, or nothing',
    (url) => (url === '' ? url : parseBaseUrl(url)),
  ),
  otlpHeaders: text(
    {
      name: 'WEIR_OTLP_HEADERS',
      summary: 'Headers for the collector, such as authorization=Bearer abc.',
      fallback: '',
      secret: true,
    },
    'name=value, separated by commas, or nothing',
    parseOtlpHeaders,
  ),
  traceRatio: text(
    {
      name: 'WEIR_TRACE_RATIO',
      summary: 'The part of the traces that begin here and are kept. What a sender decided in its traceparent holds.',
      fallback: '1',
    },
    'a number from 0 to 1',
    (ratio) => (/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(ratio) ? Number(ratio) : undefined),
  ),
  attachmentMaxBytes: wholeNumber(
    {
      name: 'WEIR_ATTACHMENT_MAX_BYTES',
      summary: 'Size of the largest file that can be attached, in bytes.',
      fallback: String(100 * 1024 * 1024),
    },
    1,
    1024 * 1024 * 1024,
  ),
  blockedExtensions: text(
    {
      name: 'WEIR_ATTACHMENT_BLOCKED_EXTENSIONS',
      summary: 'Files that cannot be attached, by what their names end with, such as exe,bat.',
      fallback: '',
    },
    'extensions without dots, separated by commas, or nothing',
    parseExtensions,
  ),
  attachmentStore: oneOf(
    {
      name: 'WEIR_ATTACHMENT_STORE',
      summary:
        'Where the bytes of attachments lie: files in the data folder, or an S3-compatible store (s3), which several nodes need that share no disk.',
      fallback: 'files',
    },
    ['files', 's3'],
  ),
  s3Endpoint: text(
    {
      name: 'WEIR_S3_ENDPOINT',
      summary:
        'The address of the S3-compatible store, such as https://s3.eu-central-1.amazonaws.com. It may be in your own network.',
      fallback: '',
    },
    'an http or https URL without path, query and user name, or nothing',
    (url) => (url === '' ? url : parseOrigin(url)),
  ),
  s3Bucket: text(
    { name: 'WEIR_S3_BUCKET', summary: 'The bucket, which must exist. Weir writes below attachments/ in it.', fallback: '' },
    'the name of a bucket, or nothing',
    (name) => (name === '' || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ? name : undefined),
  ),
  s3Region: text(
    { name: 'WEIR_S3_REGION', summary: 'The region that requests are signed for.', fallback: 'us-east-1' },
    'the name of a region',
    (name) => (/^[a-z0-9-]{1,63}$/.test(name) ? name : undefined),
  ),
  s3AccessKeyId: text(
    {
      name: 'WEIR_S3_ACCESS_KEY_ID',
      summary: 'The access key that may read, write, list and delete in the bucket.',
      fallback: '',
    },
    'at most 255 characters without control characters',
    shortText,
  ),
  s3SecretAccessKey: text(
    { name: 'WEIR_S3_SECRET_ACCESS_KEY', summary: 'Its secret.', fallback: '', secret: true },
    'at most 255 characters without control characters',
    shortText,
  ),
  s3PathStyle: yesOrNo({
    name: 'WEIR_S3_PATH_STYLE',
    summary:
      'Whether the bucket is part of the path, as most stores of one’s own want it. With false it is part of the host name.',
    fallback: 'true',
  }),
  backupFolder: text(
    {
      name: 'WEIR_BACKUP_FOLDER',
      summary:
        'Where backups of the schedule and of the console go: best another disk than that of the data folder. Several nodes make them available to each other by sharing it.',
      fallback: '',
      derived: 'backups in the data folder',
    },
    'a path, or nothing for backups in the data folder',
    (path) => (path.includes('\0') ? undefined : path === '' || isAbsolute(path) ? path : resolve(path)),
  ),
  backupSchedule: text(
    {
      name: 'WEIR_BACKUP_SCHEDULE',
      summary:
        'When backups are made by themselves: at a time of day of the machine, such as 03:30, or every so many hours, such as 6h. One that was missed is made as soon as a server runs again.',
      fallback: '',
    },
    'a time such as 03:30, a number of hours such as 6h (1 to 168), or nothing',
    parseSchedule,
  ),
  backupKeep: wholeNumber(
    {
      name: 'WEIR_BACKUP_KEEP',
      summary: 'How many backups of the schedule are kept; older ones are deleted once a newer one is whole.',
      fallback: '7',
    },
    1,
    1000,
  ),
  backupWithKey: yesOrNo({
    name: 'WEIR_BACKUP_WITH_KEY',
    summary:
      'Whether backups of the schedule hold the encryption key. With false it has to be kept apart: without it nobody can read the secrets in them.',
    fallback: 'true',
  }),
  backupBeforeUpgrade: yesOrNo({
    name: 'WEIR_BACKUP_BEFORE_UPGRADE',
    summary:
      'Whether data of an older version is copied before a start changes it: SQLite into the folder of backups; PostgreSQL too where WEIR_BACKUP_FOLDER is set.',
    fallback: 'true',
  }),
} as const;

/** When backups are made by themselves. */
export type BackupSchedule =
  | { readonly kind: 'never' }
  /** Minutes after midnight where the machine stands. */
  | { readonly kind: 'daily'; readonly minute: number }
  | { readonly kind: 'every'; readonly hours: number };

function parseSchedule(written: string): BackupSchedule | undefined {
  const schedule = written.trim();
  if (schedule === '') return { kind: 'never' };
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(schedule) ?? [];
  if (hour !== undefined && minute !== undefined) return { kind: 'daily', minute: Number(hour) * 60 + Number(minute) };
  const hours = Number(/^(\d{1,3}) ?h$/.exec(schedule)?.[1] ?? 0);
  return hours >= 1 && hours <= 168 ? { kind: 'every', hours } : undefined;
}

/** Accepts a base URL, context path included, and returns it without a trailing slash. */
function parseBaseUrl(url: string): string | undefined {
  if (!URL.canParse(url) || /[?#\\\s]/.test(url)) return undefined;
  const { protocol, username, password, origin, pathname } = new URL(url);
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return undefined;
  const path = pathname.replace(/\/+$/, '');
  return /^(\/[A-Za-z0-9._~-]+)*$/.test(path) && !path.split('/').includes('..') ? origin + path : undefined;
}

function parseOrigin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, origin, href, username } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && href === `${origin}/` ? origin : undefined;
}

function parseProxies(list: string): readonly string[] | undefined {
  return parseList(list, (entry) => {
    const [address = '', bits, more] = entry.split('/');
    const version = isIP(address);
    if (version === 0 || more !== undefined) return false;
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  });
}

function parseExtensions(list: string): readonly string[] | undefined {
  return parseList(list.toLowerCase(), (entry) => /^[^\s./\\]+$/.test(entry));
}

/** @returns the hosts as a URL writes them: lower case, IPv6 without brackets */
function parseHosts(list: string): readonly string[] | undefined {
  return parseList(list.toLowerCase(), isHost);
}

/** @param host in lower case */
function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host);
}

/** @returns the headers by name; values as they are written, an `=` of theirs included */
function parseOtlpHeaders(list: string): Readonly<Record<string, string>> | undefined {
  const entries = parseList(list, (entry) => /^[A-Za-z0-9-]+=[\x20-\x7e]+$/.test(entry));
  return (
    entries && Object.fromEntries(entries.map((entry) => [entry.split('=', 1)[0] ?? '', entry.slice(entry.indexOf('=') + 1)]))
  );
}

/** @returns the entries between the commas, or undefined when one is not good */
function parseList(list: string, isGood: (entry: string) => boolean): readonly string[] | undefined {
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  return entries.every(isGood) ? entries : undefined;
}

function shortText(written: string): string | undefined {
  return written.length <= 255 && !/\p{Cc}/u.test(written) ? written : undefined;
}
