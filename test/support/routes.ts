/**
 * Every route of a Weir, taken from its own list, with an address and a form that are good where its rights are: what goes through
 * all routes (rights, forgery, headers) leaves none out that somebody adds.
 */
import assert from 'node:assert/strict';
import { blankOutgoingLink } from '../../src/applinks/outgoing/link-input.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { DeclaredRoute } from '../../src/http/access.ts';
import type { TestLink, TestUser, TestWeir } from './weir.ts';

/** What the addresses of this Weir's routes are made of: all of it is there, and belongs to `uma` and the administrator. */
export interface Premises {
  readonly uma: TestUser;
  readonly link: TestLink;
  /** The key of an outgoing link. */
  readonly linkKey: string;
  /** Open to anonymous readers; `uma` administers it. */
  readonly spaceKey: string;
  readonly pageId: number;
  readonly pageTitle: string;
}

/** Makes an open space with a page, and a link. */
export async function premises(weir: TestWeir): Promise<Premises> {
  const uma = await weir.user('uma');
  const link = await weir.link({ name: 'Premises' });
  const linkKey = await outgoingLink(weir);
  const spaceKey = 'OPEN';
  const pageTitle = 'Open page';
  await call(weir, uma, 'POST', '/rest/api/space', { key: spaceKey, name: 'Open space' });
  const page = await call(weir, uma, 'POST', '/rest/api/content', {
    type: 'page',
    title: pageTitle,
    space: { key: spaceKey },
    body: { storage: { value: '<p>Open to all.</p>', representation: 'storage' } },
  });
  const { app, rooms } = weir;
  const space = await rooms.database.read.selectFrom('space').select('id').where('key', '=', spaceKey).executeTakeFirstOrThrow();
  await rooms.database.write((queries) =>
    queries
      .insertInto('space_permission')
      .values({ space_id: space.id, subject_kind: 'anonymous', subject_id: 0, permission: 'view' })
      .execute(),
  );
  assert.ok(app.declaredRoutes.length > 100);
  return { uma, link, linkKey, spaceKey, pageId: Number(page.id), pageTitle };
}

/** @returns the key of a link whose provider is not there */
async function outgoingLink({ rooms }: TestWeir): Promise<string> {
  const outcome = await rooms.outgoingLinks.create(
    {
      ...blankOutgoingLink('custom', 'a'.repeat(32)),
      name: 'Outgoing premises',
      clientId: 'weir',
      clientSecret: 'not used by anybody',
      authorizationEndpoint: 'https://provider.example/authorize',
      tokenEndpoint: 'https://provider.example/token',
    },
    systemOrigin,
  );
  assert.ok(outcome.kind === 'saved');
  return outcome.link.linkKey;
}

async function call(weir: TestWeir, user: TestUser, method: string, path: string, body: object) {
  const authorization = basicOf(user);
  const answer = await fetch(weir.baseUrl + path, {
    method,
    body: JSON.stringify(body),
    headers: { authorization, 'content-type': 'application/json' },
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  const json: unknown = await answer.json();
  return json as { readonly id: string | number }; // The shape of a space or a content.
}

export function basicOf({ username, password }: Pick<TestUser, 'username' | 'password'>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** An id that nothing has: what changes something is asked about nothing, so that who is let in changes nothing either. */
const nothing = '999999999';

/** @returns an address of a route: of what is there for reading, of what is not there for changing */
export function addressOf({ method, url }: DeclaredRoute, { link, linkKey, spaceKey, pageId, pageTitle, uma }: Premises): string {
  const reads = method === 'GET' || method === 'HEAD';
  const path = url
    .replace(':propertyKey', 'key')
    .replace(':label', 'docs')
    .replace(':operationId', 'get_content_id')
    .replace(':shape', 'Content')
    .replace(':document', 'install')
    .replace(':picture', 'consent.png')
    .replace(':userKey', reads ? uma.person.userKey : 'f'.repeat(32))
    .replace(':linkKey', reads ? linkKey : nothing)
    .replace(':clientId', link.clientId)
    .replace(':grantId', nothing)
    .replace(':hash/*', 'hash/weir.css')
    .replace(':key/*', `${spaceKey}/${encodeURIComponent(pageTitle)}`)
    .replace(':id/*', `${pageId}/title`)
    .replace(':key', reads ? spaceKey : 'GONE')
    .replace(':type', 'page')
    .replace(':user', uma.person.userKey)
    .replace(':name', 'weir-users')
    .replace(':tiny', 'AAAB')
    .replace(/(?<=application-links\/|client\/):id/, reads ? String(link.id) : nothing)
    .replace(/(?<=(content|pages)\/):id/, reads ? String(pageId) : nothing)
    .replace('/*', '/nothing')
    // What a later route is about: nothing that is there.
    .replaceAll(/:\w+/g, nothing);
  return path.replace(/^$/, '/') + query(path, { link, linkKey, spaceKey, pageId, uma });
}

/** For the routes whose query says what they show. */
function query(path: string, { spaceKey, pageId }: Omit<Premises, 'pageTitle'>): string {
  if (
    path.endsWith('/labels.action') ||
    /\/(viewpreviousversions|viewpageattachments|doattachfile|removeattachment|editpage|movepageform|restrictions|removepage|revertpagebacktoversion)\.action$/.test(
      path,
    ) ||
    path.endsWith('/viewpage.action')
  )
    return `?pageId=${pageId}`;
  if (/\/create(page|blogpost)\.action$/.test(path)) return `?spaceKey=${spaceKey}`;
  if (path.endsWith('/resumedraft.action')) return `?draftId=${pageId}`;
  if (path.endsWith('/viewspace.action') || path.endsWith('/spacepermissions.action')) return `?key=${spaceKey}`;
  if (/\/rest\/api\/(content\/)?search(\/user)?$/.test(path)) return '?cql=type%3Dpage';
  if (path.endsWith('/create/outgoing/form')) return `?provider=custom&key=${'0'.repeat(32)}`;
  if (path.endsWith('/rest/api/user')) return '?username=admin';
  return '';
}

/** @returns a form for a route that changes something, by the rights of `user`: it ends or changes nothing that other requests need */
export function formFor({ url }: DeclaredRoute, user: Pick<TestUser, 'username' | 'password'>): Record<string, string> {
  if (url.endsWith('/login.action') || url.endsWith('/dologin.action')) {
    return { os_username: user.username, os_password: user.password };
  }
  if (url.endsWith('/confirm-password')) return { password: user.password, next: '/' };
  // Two that differ are refused before the old one is looked at.
  if (url.endsWith('/changemypassword.action')) return { password: 'one', passwordAgain: 'another' };
  if (url.endsWith('/users/sessions')) return { session: 'nobody’s' };
  return {};
}

/** @returns whether a route's method is one that changes something */
export function changes({ method }: DeclaredRoute): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method);
}
