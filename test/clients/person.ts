/** A person in a real browser on the way that an application sends them: the login page, the consent page, and where the answer leads. */
import type { Page } from 'playwright-core';
import type { TestUser } from '../support/weir.ts';

/** Opens an authorization request, and signs in at the login page that it leads to. The consent page is in front then. */
export async function openAndSignIn(page: Page, authorizeUrl: string, user: TestUser): Promise<void> {
  page.setDefaultTimeout(10_000);
  await page.goto(authorizeUrl);
  await page.getByLabel('Username').fill(user.username);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('button', { name: 'Allow' }).waitFor();
}

/**
 * Answers for an application's redirect URI in the browser itself, so that no request leaves the machine.
 * By the debugger's own means: Playwright's routes do not see a request that a redirect makes.
 * @returns a promise of the address that the browser was sent to
 */
export async function answerFor(page: Page, redirectUri: string): Promise<{ readonly address: Promise<URL> }> {
  const { promise: address, resolve, reject } = Promise.withResolvers<URL>();
  // A browser that its policy keeps from going there says nothing. Whoever failed before does not wait for this any more.
  setTimeout(reject, 10_000, new Error(`the browser was not sent to ${redirectUri}`)).unref();
  address.catch(() => undefined);
  const debug = await page.context().newCDPSession(page);
  debug.on('Fetch.requestPaused', async ({ requestId, request }) => {
    resolve(new URL(request.url));
    const body = Buffer.from('<!doctype html><title>Postman</title><h1>Authentication complete</h1>').toString('base64');
    const responseHeaders = [{ name: 'Content-Type', value: 'text/html' }];
    await debug.send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders, body });
  });
  await debug.send('Fetch.enable', { patterns: [{ urlPattern: `${redirectUri}*` }] });
  return { address };
}
