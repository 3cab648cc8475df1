/**
 * A button that is pressed twice makes one thing. A form that makes something carries a mark of its own; a second sending of it waits for the
 * first, and is answered as that was: a browser shows the answer to the last press alone. What was refused may be sent again, and so may
 * what was done once something else was sent to the same address: the form may have to be looked at anew, as one that edits what others edit.
 * The answers are known to the process that gave them. Where a load balancer takes the second press to another node, both count.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sha256 } from '../foundation/digest.ts';
import type { App } from '../http/app.ts';
import { markName } from './components/form.ts';
import { fieldOf, fieldsOf } from './form-body.ts';

interface Answer {
  readonly statusCode: number;
  readonly headers: ReturnType<FastifyReply['getHeaders']>;
  readonly payload: string | undefined;
}

/** Forms of which the last answers are known; that of somebody among very many may be forgotten early. */
const mostKept = 500;
/** In milliseconds: for presses one after the other, and for those who go back and press again. */
const keptFor = 60_000;
/** In characters: a longer answer, such as the preview of a long page, is made anew. */
const longestKept = 64 * 1024;

/** What belongs to one answer alone. */
const ownHeaders: ReadonlySet<string> = new Set(['content-length', 'date', 'x-request-id']);

/** What a form was last sent with, and how that was answered; undefined: it was refused, or is not kept. */
interface Sending {
  readonly url: string;
  readonly print: string;
  readonly answer: Promise<Answer | undefined>;
  isAnswered: boolean;
}

/** @param pages the instance whose forms may carry marks */
export function registerOnePress(pages: App): void {
  /** By session and mark. */
  const sendings = new Map<string, Sending>();
  const tellOf = new WeakMap<FastifyRequest, (answer: Answer | undefined) => void>();

  function begin(request: FastifyRequest, form: string, print: string): void {
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    const sending: Sending = { url: request.url, print, answer: promise, isAnswered: false };
    sendings.set(form, sending);
    const [eldest] = sendings.keys();
    if (sendings.size > mostKept && eldest !== undefined) sendings.delete(eldest);
    const forget = () => {
      if (sendings.get(form) === sending) sendings.delete(form);
    };
    tellOf.set(request, (answer) => {
      resolve(answer);
      if (answer === undefined) return forget();
      sending.isAnswered = true;
      for (const [other, { url, isAnswered }] of sendings) {
        if (other !== form && url === sending.url && isAnswered) sendings.delete(other);
      }
      setTimeout(forget, keptFor).unref();
    });
  }

  pages.addHook('preHandler', async (request, reply) => {
    const mark = fieldOf(request.body, markName);
    const { caller } = request;
    if (request.method !== 'POST' || mark === '' || caller.kind !== 'session') return;
    const form = JSON.stringify([caller.session.publicId, mark]);
    // What was filled in otherwise meanwhile, or goes elsewhere, is something else.
    const print = sha256(JSON.stringify([request.url, fieldsOf(request.body)]));
    for (;;) {
      const before = sendings.get(form);
      if (before?.print !== print) return begin(request, form, print);
      const answer = await before.answer;
      if (answer === undefined) continue;
      for (const [name, value] of Object.entries(answer.headers)) {
        if (!ownHeaders.has(name) && value !== undefined) void reply.header(name, value);
      }
      return reply.code(answer.statusCode).send(answer.payload);
    }
  });

  pages.addHook('onSend', async (request, reply, payload) => {
    const tell = tellOf.get(request);
    if (tell === undefined) return;
    tellOf.delete(request);
    const { statusCode } = reply;
    const isKept = statusCode < 400 && (payload == null || (typeof payload === 'string' && payload.length <= longestKept));
    tell(isKept ? { statusCode, headers: reply.getHeaders(), payload: payload ?? undefined } : undefined);
  });
}
