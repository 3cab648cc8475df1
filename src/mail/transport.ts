/** Hands one message to the mail server by SMTP (RFC 5321), and says in words what went wrong. */
import type { Milliseconds } from '../foundation/clock.ts';
import type { WrittenMail } from './message.ts';

/** How Weir identifies itself to the mail server. */
export type MailAuthentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** XOAUTH2, with the token of the account that an administrator connected to an outgoing link. */
  | { readonly kind: 'outgoing-link'; readonly username: string; readonly linkId: number };

/** The mail server in force. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `starttls`: the connection must become TLS; `tls`: it is from the start; `none`: in the clear, for a server on the same machine or network. */
  readonly security: 'starttls' | 'tls' | 'none';
  readonly from: { readonly name: string; readonly address: string };
  readonly authentication: MailAuthentication;
}

/** The access token of an account that is connected for the whole site; or why there is none, in words. */
export type SystemToken =
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'none'; readonly why: string };

export type SendOutcome =
  | { readonly outcome: 'sent' }
  /** @property forGood trying again would say the same: the server refused the recipient or the message */
  | { readonly outcome: 'failed'; readonly failure: string; readonly forGood: boolean };

export type Send = (server: MailServer, to: string, mail: WrittenMail) => Promise<SendOutcome>;

/** Each step of the conversation; together less than a message is claimed for. */
const step: Milliseconds = 15_000;

/** @param tokenOf asks for the token of an outgoing link's account */
export function smtpSend(tokenOf: (linkId: number) => Promise<SystemToken>): Send {
  return async (server, to, { subject, text }) => {
    const auth = await credentialsFor(server.authentication, tokenOf);
    if (auth.kind === 'none') return { outcome: 'failed', failure: auth.why, forGood: false };
    // Loaded when the first message goes out: many sites send none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: server.host,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      connectionTimeout: step,
      greetingTimeout: step,
      socketTimeout: step,
      dnsTimeout: step,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...auth.options,
    });
    try {
      await transport.sendMail({ from: { ...server.from }, to, subject, text, headers: { 'Auto-Submitted': 'auto-generated' } });
      return { outcome: 'sent' };
    } catch (error) {
      return { outcome: 'failed', ...failureOf(error, server) };
    } finally {
      transport.close();
    }
  };
}

type Credentials =
  | { readonly kind: 'some'; readonly options: { readonly auth?: object } }
  | { readonly kind: 'none'; readonly why: string };

async function credentialsFor(
  authentication: MailAuthentication,
  tokenOf: (linkId: number) => Promise<SystemToken>,
): Promise<Credentials> {
  switch (authentication.kind) {
    case 'none':
      return { kind: 'some', options: {} };
    case 'password':
      return { kind: 'some', options: { auth: { user: authentication.username, pass: authentication.password } } };
    case 'outgoing-link': {
      const token = await tokenOf(authentication.linkId);
      if (token.kind === 'none') return token;
      const { accessToken } = token;
      return { kind: 'some', options: { auth: { type: 'OAuth2', user: authentication.username, accessToken } } };
    }
  }
}

/** What nodemailer throws; the fields are there where a step of the conversation failed. */
interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

function failureOf(error: unknown, { host, port }: MailServer): { readonly failure: string; readonly forGood: boolean } {
  const { code, responseCode, response } = typeof error === 'object' && error !== null ? (error as SmtpError) : {}; // read with care below
  // The server's own words, of which one line tells enough.
  const said = response === undefined ? '' : ` It said: ${response.replace(/\s+/g, ' ').slice(0, 200)}`;
  const place = `${host}:${port}`;
  switch (code) {
    case 'EAUTH':
      return { failure: `The mail server ${place} refused the user name and password or token.${said}`, forGood: false };
    case 'EENVELOPE':
      return {
        failure: `The mail server ${place} refused the sender or the recipient.${said}`,
        forGood: responseCode !== undefined && responseCode >= 500,
      };
    case 'EMESSAGE':
      return {
        failure: `The mail server ${place} refused the message.${said}`,
        forGood: responseCode !== undefined && responseCode >= 500,
      };
    case 'ETLS':
      return {
        failure: `No encrypted connection to ${place} came about. Check the port and the kind of encryption.${said}`,
        forGood: false,
      };
    case 'EDNS':
      return { failure: `The name ${host} is not known. Check the host.`, forGood: false };
    case 'ESOCKET':
    case 'ECONNECTION':
    case 'ETIMEDOUT':
      return {
        failure: `No mail server answered at ${place}, or its certificate is not good. Check host, port and encryption.`,
        forGood: false,
      };
    default:
      return { failure: `The mail server ${place} did not take the message.${said}`, forGood: false };
  }
}
