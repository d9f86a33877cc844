import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { publicHost, type ProxyPlaces } from './nginx-conf.ts';

/** Who calls a proxy, and how. */
export type ProxyRequest = {
  readonly port: number;
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  /** Loopback address from which the client comes. */
  readonly from?: string;
  /** Who logs in at the proxy. */
  readonly user?: 'ann' | 'bob';
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
};

/** What a client was answered. */
export type ProxyAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Asks a proxy by the public name, over TLS, as a browser on another machine would. */
export async function askProxy(
  proxy: ProxyPlaces & { readonly certificate: string },
  asked: ProxyRequest,
): Promise<ProxyAnswer> {
  const answer = await openAnswer(proxy, asked);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}

/** The same, but gives the answer while it comes in. */
export function openAnswer(
  proxy: { readonly certificate: string },
  { port, path, method = 'GET', from = '127.0.0.1', user, headers, form }: ProxyRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        localAddress: from,
        servername: publicHost,
        ca: proxy.certificate,
        agent: false,
        ...(user === undefined ? {} : { auth: `${user}:${user}` }),
        headers: {
          host: publicHost,
          ...(method === 'POST' ? fromOwnPage : {}),
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(form === undefined ? undefined : new URLSearchParams(form).toString());
  });
}

/** What browsers say of a form on a page of the service. */
const fromOwnPage = { origin: `https://${publicHost}`, 'sec-fetch-site': 'same-origin' };
