/** Answers of the endpoints for clients: JSON that must not be stored (RFC 6749 §5.1, §5.2), with errors always in the same shape. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseUnavailable } from '../database/database.ts';
import { violatesReference } from '../database/failures.ts';
import { type Refusal, refuse, toWire, type WireError } from './errors.ts';

const json = 'application/json;charset=UTF-8';
const form = 'application/x-www-form-urlencoded';

/** Seconds until a client should ask again when the database is out of reach. */
const retryAfter = '5';

/** Readies the headers of an answer that holds or concerns a secret. @returns its text, for a handler to return */
export function secretAnswer(reply: FastifyReply, answer: object, status = 200): string {
  void reply.code(status).headers({ 'content-type': json, 'cache-control': 'no-store', pragma: 'no-cache' });
  return JSON.stringify(answer);
}

/** Notes why a request was refused. Nothing that the client sent is in it, so that a secret in the wrong place stays out of the log. */
export function logRefusal(request: FastifyRequest, refusal: Refusal): WireError {
  const wire = toWire(refusal);
  request.log.info({ kind: 'oauth-refused', reason: refusal.reason, error: wire.error }, 'refused');
  return wire;
}

/** Sends what a refusal looks like from outside; the reason goes to the log. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { error, description, status } = logRefusal(request, refusal);
  if (status === 401 && request.headers.authorization !== undefined) void reply.header('WWW-Authenticate', 'Basic realm="Weir"');
  if (status === 405) void reply.header('Allow', 'POST');
  if (status === 503) void reply.header('Retry-After', retryAfter);
  return reply.send(secretAnswer(reply, { error, error_description: description }, status));
}

/** A route's hook that lets only forms through; a request without a body passes, since a client may be allowed to use the query string. */
export async function requireForm(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
  if (type === undefined && !hasBody) return undefined;
  return isForm(request) ? undefined : sendRefusal(request, reply, refuse('form-expected'));
}

/** @returns whether a request says that its body is a form, and one that is not packed: nothing here unpacks it (security rule 13) */
export function isForm({ headers }: FastifyRequest): boolean {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  return coding === 'identity' && headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === form;
}

/** A route's error handler: what was thrown, in the shape that a client of this endpoint reads. */
export function sendFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error);
  if (toWire(refusal).status >= 500) request.log.error({ kind: refusal.reason, err: error }, 'request failed');
  return sendRefusal(request, reply, refusal);
}

function refusalOf(error: FastifyError): Refusal {
  if (error instanceof DatabaseUnavailable) return refuse('database-unavailable');
  // It was removed while its request ran, and nothing was written.
  if (violatesReference(error)) return refuse('client-unknown');
  const { statusCode = 500 } = error;
  if (statusCode === 413) return refuse('body-too-large');
  if (statusCode === 415) return refuse('form-expected');
  return refuse(statusCode >= 400 && statusCode < 500 ? 'body-unreadable' : 'unexpected');
}
