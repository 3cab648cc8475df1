/** A mail server on this machine that keeps what it takes: SMTP with or without a password or XOAUTH2, and with faults that a test sets. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerAuthentication } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** With headers, as it came. */
  readonly raw: string;
}

export interface TestMailServer {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** What somebody signed in with, in order. */
  readonly signIns: readonly Pick<SMTPServerAuthentication, 'method' | 'username' | 'password' | 'accessToken'>[];
  /** @returns once so many messages are there */
  waitFor(count: number): Promise<readonly ReceivedMail[]>;
  /** The next recipients are answered with this code; undefined: taken. */
  refuse(code: number | undefined): void;
  close(): Promise<void>;
}

/** @param accepts who may sign in; without it nobody has to */
export async function startMailServer(accepts?: (authentication: SMTPServerAuthentication) => boolean): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  const signIns: SMTPServerAuthentication[] = [];
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  let refused: number | undefined;
  const server = new SMTPServer({
    authOptional: accepts === undefined,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth(authentication, _session, answer) {
      signIns.push(authentication);
      if (accepts?.(authentication) !== false) answer(null, { user: authentication.username ?? '' });
      else answer(new Error('Invalid credentials'));
    },
    onRcptTo(_address, _session, answer) {
      if (refused === undefined) answer();
      else answer(Object.assign(new Error('mailbox refused'), { responseCode: refused }));
    },
    onData(stream, session, answer) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString('utf8'),
        });
        answer();
        for (const { count, done } of waiting) if (received.length >= count) done();
      });
    },
  });
  // What a client does that breaks off is not this server's failure.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A server that listens on a port has an address with one.
    port: (server.server.address() as AddressInfo).port,
    received,
    signIns,
    async waitFor(count) {
      if (received.length < count) await new Promise<void>((done) => waiting.push({ count, done }));
      return received;
    },
    refuse(code) {
      refused = code;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** @returns the text of a message, decoded where it was written as quoted-printable */
export function textOf({ raw }: ReceivedMail): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\n\n').replaceAll('\r\n', '\n');
  if (!/content-transfer-encoding: quoted-printable/i.test(head)) return body;
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
