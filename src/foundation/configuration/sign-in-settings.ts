/** Settings: passwords, sign-in and sessions, and which addresses may be used. */
import { isIP } from 'node:net';
import { text, wholeNumber, yesOrNo } from './setting.ts';
import { parseList } from './setting-texts.ts';

const year = 365 * 24 * 3600;
const property = (name: string) => `atlassian.oauth2.provider.${name}`;

export const signInSettings = {
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
} as const;
