/**
 * Bodies of the API are JSON. Text and forms are refused like any other media type: a page of another site could send them without a
 * preflight. A request without a body may declare any type, as the HTTP libraries of some clients do.
 */
import type { App } from '../http/app.ts';
import { reasonPhrases } from '../http/reason-phrases.ts';

/** Call it before any parser of another media type is added for some of the routes. */
export function takeJsonOnly(routes: App): void {
  routes.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded']);
  routes.addContentTypeParser('*', ({ headers }, _payload, done) => {
    const { 'content-length': length, 'transfer-encoding': coding } = headers;
    const isEmpty = coding === undefined && (length === undefined || length === '0');
    done(isEmpty ? null : Object.assign(new Error(reasonPhrases[415]), { statusCode: 415 }), undefined);
  });
}
