import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver has got. */
export type ReceivedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A web server on loopback that keeps what it gets. */
export type HttpReceiver = {
  /** With a secret path, as webhooks have. */
  readonly url: string;
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
} & AsyncDisposable;

/** Starts a web server on a free port of loopback; it answers 200 where it is not told how. */
export async function startHttpReceiver(
  answer: (response: ServerResponse, request: ReceivedRequest) => void = (response) => {
    response.end('ok');
  },
): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(received);
      answer(response, received);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}${secretPath}`,
    origin,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** The path of a webhook, which nobody may see. */
export const secretPath = '/services/T0SECRET01/B0SECRET02/s3cr3tT0kenOfTheWebhook';
