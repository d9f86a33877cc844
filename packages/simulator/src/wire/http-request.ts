import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request as it arrived, read to its end. */
export type HttpRequest = {
  readonly method: string;
  /** Path as sent, without the query. */
  readonly path: string;
  /** Query as sent, without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** Reads a request; undefined if its body is over one megabyte. */
export async function readHttpRequest(incoming: IncomingMessage): Promise<HttpRequest | undefined> {
  const body = await readBody(incoming);
  if (body === undefined) return undefined;
  const url = incoming.url ?? '/';
  const queryStart = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: queryStart === -1 ? url : url.slice(0, queryStart),
    query: queryStart === -1 ? '' : url.slice(queryStart + 1),
    headers: incoming.headers,
    body,
  };
}

/** By events: iterating over the chunks takes several times as long. */
function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= maxBodyBytes) return;
    incoming.pause();
    resolve(undefined);
  });
  incoming.once('end', () => resolve(Buffer.concat(chunks)));
  incoming.once('error', reject);
  // After the end this changes nothing.
  incoming.once('close', () => reject(new Error('The client has gone.')));
  return promise;
}

/** The value of a header that is sent at most once. */
export function readHeader(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.join(',');
}

const maxBodyBytes = 1_048_576;
