/** The mails that Weir sends, in English: what each kind says. Plain text, readable in any program. */
import type { Milliseconds } from '../foundation/clock.ts';
import type { Scope } from '../http/caller.ts';

/** What may have happened with an account that its owner should know. */
export type Notice =
  | { readonly kind: 'password-changed' }
  /** Sent to the address from before. */
  | { readonly kind: 'email-changed'; readonly newAddress: string }
  | { readonly kind: 'username-changed'; readonly oldUsername: string }
  | { readonly kind: 'application-authorized'; readonly application: string; readonly scope: Scope }
  | { readonly kind: 'personal-token-created'; readonly token: string }
  | { readonly kind: 'two-step-changed'; readonly change: string }
  | { readonly kind: 'account-needs-connecting'; readonly link: string };

export type NoticeKind = Notice['kind'];

/** In the order in which a person chooses among them. The last three cannot be turned off. */
export const noticeKinds = [
  'application-authorized',
  'personal-token-created',
  'two-step-changed',
  'account-needs-connecting',
  'username-changed',
  'email-changed',
  'password-changed',
] as const satisfies readonly NoticeKind[];

/** What is sent whatever its reader prefers: somebody else may have done it, and without the new username nobody logs in. */
export const indispensableNotices: ReadonlySet<NoticeKind> = new Set(['password-changed', 'email-changed', 'username-changed']);

export type Message =
  | Notice
  | { readonly kind: 'test' }
  | { readonly kind: 'invitation'; readonly invitedBy: string; readonly address: string; readonly until: Milliseconds }
  | { readonly kind: 'password-reset'; readonly address: string; readonly until: Milliseconds };

/** Whom a mail is for. */
export interface Recipient {
  readonly fullName: string;
  readonly username: string;
  readonly email: string;
}

/** The site that writes. */
export interface Sender {
  readonly siteName: string;
  readonly baseUrl: string;
  /** Where a person looks after their own account, as paths under the base URL. */
  readonly pages: ProfilePages;
}

export interface ProfilePages {
  readonly changePassword: string;
  readonly authorizedApplications: string;
  readonly personalTokens: string;
  readonly connectedAccounts: string;
  readonly notifications: string;
}

export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
}

/** What an application with this permission can do; it never can do more than the person. */
const may: Readonly<Record<Scope, string>> = {
  READ: 'It can read what you can read.',
  WRITE: 'It can read and change what you can read and change.',
  ADMIN: 'It can do what you can do as an administrator.',
  SYSTEM_ADMIN: 'It can do what you can do as a system administrator.',
};

/** @param at when what it tells of happened */
export function writeMail(message: Message, to: Recipient, sender: Sender, at: Milliseconds): WrittenMail {
  const { siteName, baseUrl } = sender;
  const { subject, body } = wordsOf(message, to, sender, at);
  const paragraphs = [`Hello ${to.fullName},`, ...body, `${siteName}\n${baseUrl}`];
  return { subject, text: `${paragraphs.join('\n\n')}\n` };
}

function wordsOf(
  message: Message,
  { username }: Recipient,
  { siteName, baseUrl, pages }: Sender,
  at: Milliseconds,
): { readonly subject: string; readonly body: readonly string[] } {
  const notYou = `If that was not you, change your password at ${baseUrl}${pages.changePassword}, end what you do not know there, and tell your administrator.`;
  const choose = `You choose which of these messages you get at ${baseUrl}${pages.notifications}.`;
  switch (message.kind) {
    case 'test':
      return {
        subject: `A test message from ${siteName}`,
        body: ['This message shows that mail from this site arrives. There is nothing to do.'],
      };
    case 'invitation':
      return {
        subject: `${message.invitedBy} invites you to ${siteName}`,
        body: [
          `${message.invitedBy} has made an account for you. Your username is ${username}. Choose a password here:`,
          message.address,
          `The address works once, until ${written(message.until)}.`,
        ],
      };
    case 'password-reset':
      return {
        subject: `Choose a new password for ${siteName}`,
        body: [
          `Somebody asked for a new password for the account ${username}. If that was you, choose one here:`,
          message.address,
          `The address works once, until ${written(message.until)}. If it was not you, leave it: nothing changes.`,
        ],
      };
    case 'password-changed':
      return {
        subject: `Your password for ${siteName} was changed`,
        body: [`The password of your account ${username} was changed on ${written(at)}.`, notYou],
      };
    case 'email-changed':
      return {
        subject: `The e-mail address of your ${siteName} account was changed`,
        body: [
          `On ${written(at)} the address of your account ${username} was changed from this one to ${message.newAddress}. Messages go there from now on.`,
          notYou,
        ],
      };
    case 'username-changed':
      return {
        subject: `Your username for ${siteName} was changed`,
        body: [
          `On ${written(at)} an administrator changed your username from ${message.oldUsername} to ${username}. Log in with the new one from now on; your password stays.`,
          'You stay logged in where you are, and what acts for you goes on.',
        ],
      };
    case 'application-authorized':
      return {
        subject: `${message.application} may now use ${siteName} as you`,
        body: [
          `You allowed ${message.application} to act for you on ${written(at)}. ${may[message.scope]}`,
          `You see it, and can end it, at ${baseUrl}${pages.authorizedApplications}.`,
          notYou,
          choose,
        ],
      };
    case 'personal-token-created':
      return {
        subject: `A personal access token was made for your ${siteName} account`,
        body: [
          `The token “${message.token}” was made on ${written(at)}. Who has it can act for you.`,
          `You see it, and can revoke it, at ${baseUrl}${pages.personalTokens}.`,
          notYou,
          choose,
        ],
      };
    case 'two-step-changed':
      return {
        subject: `Two-step sign-in of your ${siteName} account was changed`,
        body: [`On ${written(at)}: ${message.change}`, notYou, choose],
      };
    case 'account-needs-connecting':
      return {
        subject: `Your account at ${message.link} needs to be connected again`,
        body: [
          `${message.link} no longer accepts what ${siteName} was given. Connect the account again at ${baseUrl}${pages.connectedAccounts}.`,
          choose,
        ],
      };
  }
}

function written(at: Milliseconds): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(at)} UTC`;
}
