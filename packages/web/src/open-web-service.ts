import { createAdaptorServer } from '@hono/node-server';
import { CredsweepError, type WebSettings } from '@credsweep/core';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkAccess, isOpenByItself } from './access/check-access.ts';
import { nameHosts } from './access/check-origin.ts';
import { createRateLimits } from './access/rate-limits.ts';
import { createProxyReader } from './access/read-proxy-user.ts';
import { createTokenRegister } from './access/token-register.ts';
import { createAddressCheck } from './access/trusted-proxies.ts';
import { createWebApp, type AnsweredRequest } from './create-web-app.ts';
import type { WebLog } from './web-log.ts';
import type { WebSources } from './web-sources.ts';

/** A service that listens. */
export interface WebService {
  /** Such as `http://127.0.0.1:8640`. */
  readonly url: string;
  /** Where to log in with the token that was made at this start; null where tokens are configured. */
  readonly loginUrl: string | null;
  /** Takes no more requests, ends streams, and waits for what is being answered, at most so long. */
  stop(graceMs: number): Promise<void>;
}

/** What a service is opened with. */
export type WebServiceOptions = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly settings: WebSettings;
  /** Gives what a request asks and does; its statements end when the signal aborts. */
  readonly sourcesUntil: (leaving: AbortSignal) => WebSources;
  readonly version: string;
  readonly log: WebLog;
  /** Told of each answer when its first byte is made. */
  readonly onAnswer: (answer: AnsweredRequest) => void;
};

/**
 * Opens the service. Where no access is configured, it makes a token of its own, and serves this machine only.
 *
 * @throws CredsweepError `config_invalid` when others could reach a service that asks for nothing; `usage_invalid` when
 *   host or port cannot be used
 */
export async function openWebService(options: WebServiceOptions): Promise<WebService> {
  const { host, port, settings, sourcesUntil, version, log, onAnswer } = options;
  const { tokens, proxyAuth, trustedProxies, publicUrl } = settings;
  checkAccess(host, settings);
  const startToken = isOpenByItself(settings) ? randomBytes(24).toString('base64url') : null;
  const isHttps = publicUrl?.startsWith('https:') === true;
  const stopping = new AbortController();
  const app = createWebApp({
    sourcesUntil,
    gate: {
      tokens: createTokenRegister(
        startToken === null
          ? tokens
          : [{ name: 'operator', role: 'operator' as const, token: startToken }],
      ),
      readProxyUser: createProxyReader(proxyAuth, randomBytes(32)),
      limits: createRateLimits(),
      cookieName: isHttps ? '__Host-credsweep' : 'credsweep',
    },
    hosts: nameHosts(host, publicUrl),
    isTrustedProxy: createAddressCheck([...trustedProxies, ...(proxyAuth?.trustedProxies ?? [])]),
    isHttps,
    startToken,
    version,
    log,
    onAnswer,
    stopping: stopping.signal,
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 10_000,
    },
  }) as Server;
  server.listen(port, host);
  await once(server, 'listening').catch((failure: NodeJS.ErrnoException) => {
    throw new CredsweepError(
      'usage_invalid',
      `--port ${port} on ${host} cannot be used: ${failure.message}. Choose another port or host.`,
      { cause: failure },
    );
  });
  const url = toUrl(server.address() as AddressInfo);
  return {
    url,
    loginUrl: startToken === null ? null : `${url}/login?token=${startToken}`,
    stop: (graceMs) => stopServer(server, stopping, graceMs),
  };
}

async function stopServer(
  server: Server,
  stopping: AbortController,
  graceMs: number,
): Promise<void> {
  stopping.abort();
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(deadline);
}

function toUrl({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
