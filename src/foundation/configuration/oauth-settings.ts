/** Settings: the lifetimes of codes and tokens. */
import { wholeNumber, yesOrNo } from './setting.ts';

const year = 365 * 24 * 3600;
const property = (name: string) => `atlassian.oauth2.provider.${name}`;

export const oauthSettings = {
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
} as const;
