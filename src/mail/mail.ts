/** Puts this room together: mail as the floors above see it. */
import type { Database } from '../database/database.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Configuration } from '../foundation/configuration/load.ts';
import type { Keyring } from '../foundation/keyring.ts';
import type { Random } from '../foundation/random.ts';
import { type Message, type ProfilePages, type Recipient, type Sender, writeMail } from './message.ts';
import { type Notices, notices } from './notices.ts';
import { type Outbox, outbox } from './outbox.ts';
import { type MailServer, type Send, type SendOutcome, type SystemToken, smtpSend } from './transport.ts';

export interface Mail {
  readonly outbox: Outbox;
  readonly notices: Notices;
  readonly send: Send;
  /** @returns the mail server in force; undefined: none, and nothing is sent */
  server(): MailServer | undefined;
  sender(): Sender;
  /** Sends a message now, and says what came of it: for whoever tries the settings. `no-server`: none is set. */
  sendNow(message: Message, to: Recipient): Promise<SendOutcome | { readonly outcome: 'no-server' }>;
}

/** @param tokenOf asks for the token of an outgoing link's account for the whole site */
export function createMail(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly settings: () => Configuration;
  readonly pages: ProfilePages;
  readonly tokenOf: (linkId: number) => Promise<SystemToken>;
  /** Sees each message go. */
  readonly watch: (send: Send) => Send;
}): Mail {
  const { clock, settings } = options;
  const send = options.watch(smtpSend(options.tokenOf));
  const server = () => mailServer(settings());
  const sender = () => ({ siteName: settings().siteName, baseUrl: settings().baseUrl, pages: options.pages });
  const box = outbox(options);
  return {
    outbox: box,
    notices: notices({ ...options, outbox: box, sender, isMailOn: () => server() !== undefined }),
    send,
    server,
    sender,
    async sendNow(message, to) {
      const inForce = server();
      if (inForce === undefined) return { outcome: 'no-server' };
      return send(inForce, to.email, writeMail(message, to, sender(), clock.now()));
    },
  };
}

function mailServer(settings: Configuration): MailServer | undefined {
  const { mailHost, mailPort, mailTls, mailUser, mailPassword, mailFrom, mailLinkId, siteName } = settings;
  if (mailHost === '' || mailFrom === '') return undefined;
  return {
    host: mailHost,
    port: mailPort,
    security: mailTls,
    from: { name: siteName, address: mailFrom },
    authentication:
      mailUser === ''
        ? { kind: 'none' }
        : mailLinkId === 0
          ? { kind: 'password', username: mailUser, password: mailPassword }
          : { kind: 'outgoing-link', username: mailUser, linkId: mailLinkId },
  };
}
