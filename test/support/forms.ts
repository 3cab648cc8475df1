/** Forms as programs send them to the provider's endpoints. */
import type { TestLink } from './weir.ts';

export interface FormAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; an empty object where it is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Posts a form; a value of undefined leaves the field out. */
export async function postForm(
  url: string,
  fields: Readonly<Record<string, string | undefined>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<FormAnswer> {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(given), headers, redirect: 'manual' });
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json');
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : {} };
}

/** What a client adds to a form to authenticate in the body. */
export function credentialsOf({ clientId, clientSecret }: TestLink): Readonly<Record<string, string | undefined>> {
  return { client_id: clientId, client_secret: clientSecret };
}
