/** Registers every page on which people log in, set Weir up, and manage their own account. */
import type { App } from '../../http/app.ts';
import { type ApplicationsDeps, registerApplications } from './applications-page.ts';
import { type ChangePasswordDeps, registerChangePassword } from './change-password-page.ts';
import { type ChoosePasswordDeps, registerChoosePassword } from './choose-password-page.ts';
import { type ConfirmPasswordDeps, registerConfirmPassword } from './confirm-password.ts';
import { type DetailsDeps, registerDetails } from './details-page.ts';
import { type ForgotPasswordDeps, registerForgotPassword } from './forgot-password-page.ts';
import { type GoOnDeps, registerGoOn } from './go-on.ts';
import { type LoginDeps, registerLogin } from './login.ts';
import { type LogoutDeps, registerLogout } from './logout.ts';
import { type NotificationsDeps, registerNotifications } from './notifications-page.ts';
import { type PasskeysDeps, registerPasskeys } from './passkeys-page.ts';
import { type PersonalTokensDeps, registerPersonalTokens } from './personal-tokens-page.ts';
import { type PreferencesDeps, registerPreferences } from './preferences-page.ts';
import { registerRenamePasskey } from './rename-passkey-page.ts';
import { registerSecondStep, type SecondStepDeps } from './second-step.ts';
import { registerSessions, type SessionsDeps } from './sessions-page.ts';
import { registerSetup, type SetupPageDeps } from './setup-page.ts';
import { registerTwoStep, type TwoStepDeps } from './two-step-page.ts';

export type PeopleDeps = LoginDeps &
  GoOnDeps &
  SecondStepDeps &
  LogoutDeps &
  ConfirmPasswordDeps &
  ForgotPasswordDeps &
  ChoosePasswordDeps &
  NotificationsDeps &
  SetupPageDeps &
  DetailsDeps &
  PreferencesDeps &
  ChangePasswordDeps &
  TwoStepDeps &
  PasskeysDeps &
  SessionsDeps &
  PersonalTokensDeps &
  ApplicationsDeps;

/** @param app an instance that is already under the context path */
export function registerPeoplePages(app: App, deps: PeopleDeps): void {
  registerLogin(app, deps);
  registerSecondStep(app, deps);
  registerGoOn(app, deps);
  registerLogout(app, deps);
  registerConfirmPassword(app, deps);
  registerForgotPassword(app, deps);
  registerChoosePassword(app, deps);
  registerSetup(app, deps);
  registerDetails(app, deps);
  registerPreferences(app, deps);
  registerChangePassword(app, deps);
  registerTwoStep(app, deps);
  registerPasskeys(app, deps);
  registerRenamePasskey(app, deps);
  registerSessions(app, deps);
  registerApplications(app, deps);
  registerPersonalTokens(app, deps);
  registerNotifications(app, deps);
}
