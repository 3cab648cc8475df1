/**
 * The wiki's pages behind a real server, on a fresh SQLite database; who is signed in is said by the session cookie alone, so that a
 * test can be anybody.
 *
 *     const pages = await startWikiPages();
 *     const ada = await pages.person('ada');
 *     const answer = await pages.get('/display/DOC', ada);
 */
import type { LinkedSearch } from '../../src/applinks/linked-wikis/search.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import type { CredentialOutcome } from '../../src/http/access.ts';
import { contextPathOf, createApp } from '../../src/http/app.ts';
import type { Person } from '../../src/http/caller.ts';
import { createCookieJar } from '../../src/http/cookies.ts';
import { createCsrfGuard, csrfFieldName, csrfTokenOf } from '../../src/http/csrf.ts';
import { createLifecycle } from '../../src/http/lifecycle.ts';
import { loadAssets, serveAssets } from '../../src/web/assets.ts';
import { showFailurePage } from '../../src/web/errors/failure-page.ts';
import { pageSurface } from '../../src/web/errors/page-surface.ts';
import { pageViews } from '../../src/web/page-view.ts';
import { registerWikiPages } from '../../src/web/wiki/wiki-pages.ts';
import { migratedLocation } from './databases.ts';
import { silentLog } from './silent-log.ts';
import { type TestWiki, testNow, testWiki } from './wiki.ts';

/** No wiki is linked. */
const noLinkedWikis: LinkedSearch = {
  wikisOf: async () => [],
  search: async () => ({ kind: 'none', why: 'unknown-link' }),
};

export interface WikiPagesApp extends TestWiki {
  /** Origin and context path. */
  readonly address: string;
  /** What the session cookie of a person is, for a browser. */
  cookieOf(person: Person): { readonly name: string; readonly value: string };
  get(path: string, person?: Person): Promise<Response>;
  /** Sends a form as a page of ours would. */
  post(path: string, person: Person | undefined, fields: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

export async function startWikiPages(contextPath = ''): Promise<WikiPagesApp> {
  const { location, remove } = await migratedLocation('sqlite');
  const database = await openDatabase(location);
  await migrate(database, testNow);
  const baseUrl = `http://localhost:8090${contextPath}`;
  const made = await testWiki(database, baseUrl);
  const random = systemRandom();
  const cookies = createCookieJar(baseUrl);
  const csrf = createCsrfGuard({ baseUrl, cookies, random });
  const assets = loadAssets();
  const views = pageViews({ baseUrl, siteName: () => 'Weir', assets, csrf, cookies, clock: made.clock, random: systemRandom() });
  const showFailure = showFailurePage(views);
  const people = new Map<string, Person>();
  const absent = async (): Promise<CredentialOutcome> => ({ outcome: 'absent' });
  const page = pageSurface(views, csrf);

  const root = await createApp({
    baseUrl,
    trustedProxies: [],
    log: silentLog,
    random,
    lifecycle: createLifecycle(),
    access: {
      baseUrl,
      isSameSite: csrf.isSameSite,
      surfaces: { api: page, page },
      resolvers: {
        basic: absent,
        bearer: absent,
        async session(request) {
          const value = cookies.read(request, 'weir_session') ?? '';
          const person = people.get(value);
          if (person === undefined) return { outcome: 'absent' };
          const session = { publicId: value, authenticatedAt: testNow, csrfToken: csrfTokenOf(value), mustSetUpTwoStep: false };
          return { outcome: 'caller', caller: { kind: 'session', person, session } };
        },
      },
    },
    whyUnavailable: () => undefined,
    showFailure: (_surface, request, reply, failure) => showFailure(request, reply, failure),
  });
  await root.register(
    async (app) => {
      serveAssets(app, assets, '');
      registerWikiPages(app, { views, showFailure, wiki: made.wiki, users: { byUsername }, linkedSearch: noLinkedWikis });
    },
    { prefix: contextPathOf(baseUrl) },
  );
  const address = (await root.listen({ port: 0, host: '127.0.0.1' })) + contextPath;

  async function byUsername(username: string) {
    const person = people.get(username);
    return (
      person && {
        ...person,
        isService: false,
        passwordChangedAt: null,
        disabledAt: null,
        twoStepAt: null,
        lastSignInAt: null,
        createdAt: testNow,
      }
    );
  }

  function headersOf(person: Person | undefined): Record<string, string> {
    return person === undefined ? {} : { cookie: `weir_session=${person.username}` };
  }

  return {
    ...made,
    address,

    async person(username, groups, permissions) {
      const person = await made.person(username, groups, permissions);
      people.set(username, person);
      return person;
    },

    cookieOf: ({ username }) => ({ name: 'weir_session', value: username }),

    get: (path, person) => fetch(address + path, { headers: headersOf(person), redirect: 'manual' }),

    post: (path, person, fields) =>
      fetch(address + path, {
        method: 'POST',
        headers: headersOf(person),
        body: new URLSearchParams({ [csrfFieldName]: csrfTokenOf(person?.username ?? ''), ...fields }),
        redirect: 'manual',
      }),

    async close() {
      await root.close();
      await database.close();
      await remove();
    },
  };
}
