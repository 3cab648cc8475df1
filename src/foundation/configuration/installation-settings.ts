/** Settings: where Weir runs and keeps its data, and how it is reached. */
import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { text, wholeNumber } from './setting.ts';
import { parseBaseUrl, parseProxies } from './setting-texts.ts';

export const installationSettings = {
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
} as const;
