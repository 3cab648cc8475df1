/** Calls the API of a running Weir with any credential, and reads what comes back. */
import type { TestWeir } from './weir.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with what the wire must show
  readonly json: any;
}

export type ApiClient = (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;

/** @param authorization the value of the header; undefined: none is sent */
export function apiClient({ baseUrl }: Pick<TestWeir, 'baseUrl'>, authorization: string | undefined): ApiClient {
  return async (method, path, body) => {
    const answer = await fetch(baseUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
}
