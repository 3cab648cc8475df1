/** Somebody with a browser, without the browser: keeps cookies, follows redirects on our own origin by hand, fills in forms. */
import assert from 'node:assert/strict';

export interface Visitor {
  /** Sends a request with the cookies so far; no redirect is followed. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a form with the CSRF token of this visitor's pages and the `Origin` that a browser would send. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Response>;
  /** Signs in by the login page. */
  signIn(username: string, password: string): Promise<void>;
  /** The cookies, as a `Cookie` header. */
  cookieHeader(): string;
  /** Plants a cookie, as somebody with a hand on this browser could. */
  setCookie(name: string, value: string): void;
}

/** @param baseUrl scheme, host and context path of the server */
export function createVisitor(baseUrl: string): Visitor {
  const cookies = new Map<string, string>();
  const { origin } = new URL(baseUrl);

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', cookieHeader());
    const answer = await fetch(
      path.startsWith('http')
        ? path
        : path.startsWith(new URL(baseUrl).pathname) && new URL(baseUrl).pathname !== '/'
          ? origin + path
          : baseUrl + path,
      { ...init, headers, redirect: 'manual' },
    );
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  async function csrfToken(path: string): Promise<string> {
    const page = await (await request(path)).text();
    const [, token] = /name="csrf_token" value="([^"]+)"/.exec(page) ?? [];
    assert.ok(token, `${path} has no form with a CSRF token`);
    return token;
  }

  async function post(path: string, fields: Readonly<Record<string, string>>, formAt = path): Promise<Response> {
    const body = new URLSearchParams({ csrf_token: await csrfToken(formAt), ...fields });
    return request(path.split('?', 1)[0] ?? path, { method: 'POST', body, headers: { origin } });
  }

  return {
    request,
    cookieHeader,
    setCookie: (name, value) => {
      cookies.set(name, value);
    },
    post: (path, fields) => post(path, fields),
    async signIn(username, password) {
      const answer = await post('/login.action', { os_username: username, os_password: password });
      assert.equal(answer.status, 303, `sign-in of ${username} was refused`);
    },
  };
}
