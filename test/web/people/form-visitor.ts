/** A visitor whose answers are read as pages, and who sends forms exactly as told: with which token, from which origin. */
import { createVisitor } from '../../support/visitor.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where a redirect leads, as it was written; empty for none. */
  readonly location: string;
}

export interface FormVisitor {
  get(path: string): Promise<Answer>;
  /** Posts a form with the token of the page that was fetched last, and the headers that a browser would send. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  cookie(name: string): string | undefined;
  setCookie(name: string, value: string): void;
  /** Signs in by the login page. @returns the form's answer */
  signIn(username: string, password: string, more?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** @param baseUrl scheme, host, port and context path */
export function formVisitor(baseUrl: string): FormVisitor {
  const { request, cookieHeader, setCookie } = createVisitor(baseUrl);
  const { origin } = new URL(baseUrl);
  let token = '';

  async function send(path: string, init: RequestInit): Promise<Answer> {
    const answer = await request(path, init);
    const text = await answer.text();
    token = tokenIn(text) ?? token;
    return { status: answer.status, headers: answer.headers, text, location: answer.headers.get('location') ?? '' };
  }

  const me: FormVisitor = {
    get: (path) => send(path, {}),
    post: (path, fields, headers = {}) =>
      send(path, {
        method: 'POST',
        body: new URLSearchParams({ csrf_token: token, ...fields }),
        headers: { origin, 'sec-fetch-site': 'same-origin', ...headers },
      }),
    cookie: (name) => cookieIn(cookieHeader(), name),
    setCookie,
    async signIn(username, password, more = {}) {
      await me.get('/login.action');
      return me.post('/login.action', { os_username: username, os_password: password, ...more });
    },
  };
  return me;
}

/** @returns the token of the forms in a page */
export function tokenIn(page: string): string | undefined {
  return /name="csrf_token" value="([^"]+)"/.exec(page)?.[1];
}

function cookieIn(header: string, name: string): string | undefined {
  return header
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
