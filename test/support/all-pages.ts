/** The addresses of all pages for people: of each route that has one, and of the states that no route's address alone brings up. */
import { addressOf, type Premises } from './routes.ts';
import type { TestWeir } from './weir.ts';

/** What is no page but leads on, is a file, or is data for a script. */
const notPages = [/\/static\//, /\/help\/pictures\//, /\/logo\/:clientId$/, /check-redirect-url$/, /^\*$/];

/** @param cookie of an administrator */
export async function allPages(weir: TestWeir, here: Premises, cookie: string): Promise<readonly string[]> {
  const routes = weir.app.declaredRoutes
    .filter(
      ({ method, url, access }) => method === 'GET' && access.surface === 'page' && !notPages.some((each) => each.test(url)),
    )
    .map((route) => addressOf(route, here));
  const authorize = weir.authorizeUrl(here.link, { scope: 'SYSTEM_ADMIN', state: 's' });
  const asked = await fetch(authorize, { headers: { cookie }, redirect: 'manual' });
  const path = authorize.slice(weir.baseUrl.length);
  return [
    ...new Set([
      ...routes,
      asked.headers.get('location') ?? '',
      `/login.action?os_destination=${encodeURIComponent(path)}`,
      '/confirm-password?next=%2Fadmin',
      '/rest/oauth2/latest/authorize?client_id=unknown',
      '/an/address/that/is/not/there',
      '/admin/application-links/999999',
      '/plugins/servlet/oauth2/consent?request=unknown',
    ]),
  ];
}
