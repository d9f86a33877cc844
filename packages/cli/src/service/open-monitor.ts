import { CredsweepError } from '@credsweep/core';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scrubSecrets } from './scrub-secrets.ts';
import type { Readiness } from './check-readiness.ts';

/** An HTTP server for whoever watches over a worker or the web service. */
export interface Monitor {
  /** Such as `http://127.0.0.1:9464`. */
  readonly url: string;
  /** From now on the process is not ready. */
  announceStop(): void;
  close(): void;
}

/** What a monitor is opened with. */
export type MonitorOptions = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The flag that the port comes from, for a message. */
  readonly portFlag: string;
  readonly checkReadiness: () => Promise<Readiness>;
  readonly metrics: RenderedMetrics;
};

/** Metrics for Prometheus. */
export type RenderedMetrics = {
  readonly contentType: string;
  /** The text of all metrics; those of the queue and the database are read now, and left out while these are away. */
  render(): Promise<string>;
};

/**
 * Serves `/healthz` (the process is alive and its event loop turns: that is what an answer says), `/readyz` (503 with
 * reasons while the process cannot do its work) and `/metrics` (Prometheus).
 *
 * None of them tells of accounts, users or keys, so they ask for no token.
 *
 * @throws CredsweepError `usage_invalid` when the port or the host cannot be used
 */
export async function openMonitor(options: MonitorOptions): Promise<Monitor> {
  let isStopping = false;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, { error: 'Only GET is answered here.' });
    serve(path, response).catch((failure: unknown) =>
      answer(response, 500, { error: scrubSecrets(String(failure)) }),
    );
  });

  async function serve(path: string, response: ServerResponse): Promise<void> {
    if (path === '/healthz') {
      return answer(response, 200, {
        status: 'alive',
        uptimeSeconds: Math.round(process.uptime()),
      });
    }
    if (path === '/readyz') {
      const { status, checks, reasons } = await options.checkReadiness();
      const all = isStopping ? ['The process is stopping.', ...reasons] : reasons;
      const state = isStopping ? 'stopping' : status;
      return answer(response, all.length === 0 ? 200 : 503, {
        status: state,
        checks,
        reasons: all.map(scrubSecrets),
      });
    }
    if (path === '/metrics') {
      const text = await options.metrics.render();
      response.writeHead(200, { 'content-type': options.metrics.contentType }).end(text);
      return;
    }
    answer(response, 404, { error: 'There are /healthz, /readyz and /metrics.' });
  }

  server.listen(options.port, options.host);
  await once(server, 'listening').catch((failure: NodeJS.ErrnoException) => {
    throw new CredsweepError(
      'usage_invalid',
      `${options.portFlag} ${options.port} on ${options.host} cannot be used: ${failure.message}. Choose another port or host.`,
      { cause: failure },
    );
  });
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    announceStop: () => {
      isStopping = true;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}
