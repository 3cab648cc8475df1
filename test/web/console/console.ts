/** Somebody at the pages of General configuration, without a browser: reads them, and posts their forms. */
import assert from 'node:assert/strict';
import type { TestUser, TestWeir } from '../../support/weir.ts';

export interface ConsoleVisitor {
  get(path: string): Promise<Response>;
  /** @returns the page; fails unless it is shown */
  page(path: string): Promise<string>;
  /** Posts a form's fields, with the token of this session. An array sends a field several times. */
  post(path: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<Response>;
  /** Posts a form with a file. */
  upload(path: string, name: string, file: Buffer, options?: { readonly token?: string }): Promise<Response>;
  /** What the page says about what was just done. */
  follow(answer: Response): Promise<string>;
}

/** The path of every page of application links. */
export const linksPath = '/admin/application-links';

export async function atTheConsole(weir: TestWeir, user: TestUser = weir.admin): Promise<ConsoleVisitor> {
  const visitor = await weir.signedIn(user);
  const { origin } = new URL(weir.baseUrl);

  const read = async (answer: Response) => {
    const text = await answer.text();
    assert.equal(answer.status, 200, text.slice(0, 2000));
    return text;
  };
  // Every page has the form that signs out, and so the session's token.
  const token = async () =>
    /name="csrf_token" value="([^"]+)"/.exec(await read(await visitor.request('/users/sessions')))?.[1] ?? '';

  return {
    get: (path) => visitor.request(path),
    page: async (path) => read(await visitor.request(path)),
    async post(path, fields = {}) {
      const body = new URLSearchParams({ csrf_token: await token() });
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
      return visitor.request(path, { method: 'POST', body, headers: { origin } });
    },
    async upload(path, name, file, options = {}) {
      const body = new FormData();
      body.set('csrf_token', options.token ?? (await token()));
      body.set('logo', new File([new Uint8Array(file)], name));
      return visitor.request(path, { method: 'POST', body, headers: { origin } });
    },
    async follow(answer) {
      assert.equal(answer.status, 303, (await answer.text()).slice(0, 2000));
      return read(await visitor.request(answer.headers.get('location') ?? ''));
    },
  };
}

/** @returns the text of a page without its mark-up, white space folded */
export function textOf(page: string): string {
  return unescaped(page.replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

/** @returns what stands in the element of this id, as a person would copy it */
export function textOfElement(page: string, id: string): string {
  const [, content] = new RegExp(`<code[^>]* id="${id}"[^>]*>([\\s\\S]*?)</code>`).exec(page) ?? [];
  assert(content !== undefined, `the page has no ${id}`);
  return unescaped(content.replace(/<[^>]*>/g, ''));
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '');
}
