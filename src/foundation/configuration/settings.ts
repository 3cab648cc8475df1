/** Every setting of Weir. The start reads this table, `weir config` shows it, and docs/configuration.md is written from it. */
import { installationSettings } from './installation-settings.ts';
import { oauthSettings } from './oauth-settings.ts';
import { operationSettings } from './operation-settings.ts';
import { signInSettings } from './sign-in-settings.ts';
import { siteSettings } from './site-settings.ts';
import { storageSettings } from './storage-settings.ts';

/** The settings by the name that the program knows them by, in the order of the documentation; all values are in the unit that the name says. */
export const settings = {
  ...installationSettings,
  ...oauthSettings,
  ...signInSettings,
  ...siteSettings,
  ...operationSettings,
  ...storageSettings,
} as const;
