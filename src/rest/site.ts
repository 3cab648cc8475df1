/** The addresses of this Weir, and what an answer is made from. */
import type { FastifyReply } from 'fastify';
import { contextPathOf } from '../http/app.ts';

/** An object as it goes over the wire. */
export type Json = Readonly<Record<string, unknown>>;

export interface Site {
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
  /** `/confluence`, or the empty string. */
  readonly contextPath: string;
  /** @returns an absolute address of a path below the context path */
  url(path: string): string;
}

export function siteAt(baseUrl: string): Site {
  return { baseUrl, contextPath: contextPathOf(baseUrl), url: (path) => baseUrl + path };
}

/** Completes an object that is an answer by itself with the links that nested ones do not have. */
export function asAnswer(site: Site, object: Json, collectionPath?: string): Json {
  const links = object._links as Json | undefined; // Every representation writes an object there, or nothing.
  return {
    ...object,
    _links: {
      ...links,
      ...(collectionPath === undefined ? {} : { collection: collectionPath }),
      base: site.baseUrl,
      context: site.contextPath,
    },
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `Feb 27, 2024`, as recorded servers write it beside the exact moment. The same for everybody, English and UTC: programs compare answers.
 * @param time milliseconds since 1970
 */
export function friendlyDate(time: number): string {
  const date = new Date(time);
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, '0')}, ${date.getUTCFullYear()}`;
}

/** Sends what is JSON already, and goes over the wire as the answers do that are still to be written as such. */
export function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json);
}

/** ISO 8601 with milliseconds and zone. @param time milliseconds since 1970 */
export function wireDate(time: number): string {
  return new Date(time).toISOString();
}
