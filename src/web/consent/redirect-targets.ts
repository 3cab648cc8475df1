/** Where the forms of log-in and consent may redirect, for the page's content security policy. */

/**
 * Browsers hold every redirect that follows a form to the policy of the form's page. An application's redirect URI often leads on to
 * another host of its own, and that must not end in a page where nothing happens: besides the redirect URI the web at large is let through.
 * @param target of the redirect URI, as `formTarget` gives it
 * @returns the sources for `form-action`
 */
export function redirectTargets(target: string): readonly string[] {
  return [target, 'https:', ...(target.startsWith('http:') ? ['http:'] : [])];
}
