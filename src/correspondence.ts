/**
 * Connects mail with the rooms that send it and that it signs in by; those rooms know nothing of each other. Part of the composition
 * root.
 */
import type { PostAddress } from './accounts/password-reset.ts';
import type { AccessOutcome } from './applinks/outgoing/access.ts';
import { createOutgoingLinks, type OutgoingLinks } from './applinks/outgoing/outgoing-links.ts';
import type { Database } from './database/database.ts';
import type { Clock } from './foundation/clock.ts';
import type { Configuration } from './foundation/configuration/load.ts';
import type { Keyring } from './foundation/keyring.ts';
import type { Random } from './foundation/random.ts';
import type { Outbound } from './http/outbound.ts';
import { createMail, type Mail } from './mail/mail.ts';
import { writeMail } from './mail/message.ts';
import type { Traces } from './telemetry/traces.ts';
import { paths } from './web/layout/paths.ts';

/** Mail may sign in by an outgoing link, and an outgoing link tells by mail that an account ended. */
export function correspondence(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly outbound: Outbound;
  readonly settings: () => Configuration;
  readonly traces: Traces | undefined;
}): { readonly mail: Mail; readonly outgoingLinks: OutgoingLinks } {
  const mail = createMail({
    ...options,
    pages: paths,
    watch: (send) => options.traces?.traceCall('send mail', send, ({ outcome }) => outcome === 'failed') ?? send,
    async tokenOf(linkId) {
      const access = await outgoingLinks.accessTokenFor(linkId, 'system');
      return access.kind === 'token' ? access : { kind: 'none', why: whyNoToken(access.reason) };
    },
  });
  const outgoingLinks = createOutgoingLinks({
    ...options,
    baseUrl: options.settings().baseUrl,
    onAccountRefused: [
      async (queries, { link, owner }) => {
        if (owner === 'system') return;
        await mail.notices.notify(queries, owner.userId, { kind: 'account-needs-connecting', link: link.name });
      },
    ],
  });
  return { mail, outgoingLinks };
}

/** Addresses to choose a password, sent where there is a mail server; without one an administrator hands them over. */
export function addressesByMail(mail: Mail): PostAddress {
  return async (queries, { purpose, user, address, until, by }) => {
    if (mail.server() === undefined || user.email === '') return;
    const message =
      purpose === 'reset'
        ? ({ kind: 'password-reset', address, until } as const)
        : ({ kind: 'invitation', invitedBy: by, address, until } as const);
    await mail.outbox.post(queries, {
      kind: message.kind,
      to: user.email,
      mail: writeMail(message, user, mail.sender(), until),
      expiresAt: until,
    });
  };
}

function whyNoToken(reason: Extract<AccessOutcome, { kind: 'none' }>['reason']): string {
  switch (reason) {
    case 'unknown-link':
      return 'The outgoing link that mail signs in with is gone. Choose another one, or a password.';
    case 'not-connected':
      return 'The outgoing link that mail signs in with has no account for the system. Connect one on its page.';
    case 'connect-again':
      return 'The account that mail signs in with has ended over there. Connect it again on the page of its outgoing link.';
    case 'client-refused':
      return 'The provider of the outgoing link that mail signs in with refuses its client ID or secret. Mend the link.';
    case 'unavailable':
      return 'The provider of the outgoing link that mail signs in with does not answer. It is tried again.';
  }
}
