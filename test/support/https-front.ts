/** A proxy that ends TLS in front of a server on this machine, as an operator would put one there, and notes the forms that pass it. */
import { request as httpRequest } from 'node:http';
import { startHttps } from './https-server.ts';

export interface HttpsFront {
  readonly port: number;
  /** The bodies of what was posted to a path, in order. */
  posted(path: string): readonly URLSearchParams[];
  close(): Promise<void>;
}

/** @param port where the server listens on 127.0.0.1, now or soon */
export async function startHttpsFront(port: number): Promise<HttpsFront> {
  const posts: { readonly path: string; readonly body: URLSearchParams }[] = [];
  const front = await startHttps(async (request, response) => {
    const chunks: Buffer[] = [];
    // A stream without an encoding gives buffers.
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url = '/', headers } = request;
    if (method === 'POST') posts.push({ path: url, body: new URLSearchParams(body.toString('utf8')) });
    const onward = httpRequest({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    onward.end(body);
  });
  return {
    port: front.port,
    posted: (path) => posts.filter((post) => post.path === path).map(({ body }) => body),
    close: front.close,
  };
}
