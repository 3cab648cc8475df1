/**
 * Bodies of the API are JSON. Texts and forms are refused like every other media type: they are what a page of another site could send without asking.
 * A request that has no body may say of it whatever it likes, as the HTTP libraries of some clients do.
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
