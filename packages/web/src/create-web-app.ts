import { CredsweepError, toCredsweepError } from '@credsweep/core';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { randomUUID } from 'node:crypto';
import { createAuthentication, type Gate } from './access/authenticate.ts';
import { refuseCrossSite, refuseForeignHost, type KnownHosts } from './access/check-origin.ts';
import { findClientAddress } from './access/client-address.ts';
import { createApi } from './api/create-api.ts';
import { addPages } from './pages/add-pages.ts';
import { nameRoute } from './name-route.ts';
import { toProblem } from './problem.ts';
import { renderProblemPage } from './pages/problem-page.ts';
import { createViewStreams } from './reading/stream-view.ts';
import type { WebContext, WebEnvironment } from './web-environment.ts';
import type { WebLog } from './web-log.ts';
import type { WebSources } from './web-sources.ts';

/** What the service is made of. */
export type WebAppOptions = {
  /** Gives what a request asks and does; its statements end when the signal aborts. */
  readonly sourcesUntil: (leaving: AbortSignal) => WebSources;
  readonly gate: Gate;
  readonly hosts: KnownHosts;
  readonly isTrustedProxy: (address: string) => boolean;
  /** Whether browsers come by HTTPS, so that the session never leaves it. */
  readonly isHttps: boolean;
  /** The token that was made at this start, with which an address may log in; null where there are others. */
  readonly startToken: string | null;
  readonly version: string;
  readonly log: WebLog;
  /** Told of each answer when its first byte is made. */
  readonly onAnswer: (answer: AnsweredRequest) => void;
  readonly stopping: AbortSignal;
};

/** A request and its answer, with nothing of what was asked for. */
export type AnsweredRequest = {
  readonly method: string;
  /** Pattern of the route, such as `/accounts/:accountId`. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
};

/** Makes the service: pages for people, the API for programs, and the checks before both. */
export function createWebApp(options: WebAppOptions): Hono<WebEnvironment> {
  const { gate, hosts, log } = options;
  const app = new Hono<WebEnvironment>();
  app.use('*', async (context, next) => {
    const startedAt = performance.now();
    const { req } = context;
    context.set('requestId', randomUUID());
    context.set('principal', null);
    const leaving = watchLeaving(context.env.outgoing);
    context.set('leaving', leaving);
    // What is changed is changed, whether or not somebody waits for the answer.
    const isRead = safeMethods.has(req.method);
    context.set('sources', options.sourcesUntil(isRead ? leaving : new AbortController().signal));
    const peer = context.env.incoming.socket.remoteAddress ?? '';
    const forwardedFor = req.header('x-forwarded-for');
    context.set('clientAddress', findClientAddress(peer, forwardedFor, options.isTrustedProxy));
    await next();
    const durationMs = performance.now() - startedAt;
    const { status } = context.res;
    options.onAnswer({ method: req.method, route: nameRoute(context), status, durationMs });
    const fields = {
      request: context.get('requestId'),
      method: req.method,
      // Without the query, which is what somebody typed.
      path: req.path.slice(0, 200),
      status,
      by: context.get('principal')?.name ?? null,
      ms: Math.round(durationMs),
    };
    if (!quietPaths.has(req.path)) log.info(fields, 'request answered');
  });
  app.use('*', secureHeaders(securityHeaders(options.isHttps)));
  app.onError((thrown, context) => answerFailure(context, thrown, log));
  app.notFound((context) =>
    answerFailure(
      context,
      new CredsweepError('page_not_found', 'There is nothing at this address.'),
      log,
    ),
  );

  app.get('/healthz', (context) => context.json({ status: 'alive' }));
  app.get('/readyz', async (context) => {
    const reasons = options.stopping.aborted
      ? ['stopping']
      : await context.get('sources').checkReadiness();
    if (reasons.length > 0) log.warn({ reasons }, 'not ready');
    const isReady = reasons.length === 0;
    return context.json({ status: isReady ? 'ready' : 'not_ready' }, isReady ? 200 : 503);
  });

  app.use('*', async (context, next) => {
    const { req } = context;
    if (req.url.length > maxUrlLength)
      throw new CredsweepError('request_invalid', `The address is longer than ${maxUrlLength}.`, {
        details: { status: 414 },
      });
    if (/%00/.test(req.url))
      throw new CredsweepError('request_invalid', 'The address has a NUL in it.');
    refuseForeignHost(context, hosts);
    await gate.limits.countRequest(context.get('clientAddress'));
    await next();
  });
  app.use('*', createAuthentication(gate));
  app.use('*', async (context, next) => {
    // A bearer token is not sent by a browser on its own.
    const isSafe = safeMethods.has(context.req.method);
    if (!isSafe && context.get('principal')?.via !== 'bearer') refuseCrossSite(context, hosts);
    await next();
  });
  app.use(
    '*',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => {
        throw new CredsweepError(
          'request_invalid',
          `The body is larger than ${maxBodyBytes / 1024} KiB.`,
          { details: { status: 413 } },
        );
      },
    }),
  );

  const views = createViewStreams();
  const { version, stopping } = options;
  app.route('/api', createApi({ log, views, version, stopping }));
  addPages(app, options);
  return app;
}

/** Gives a signal that aborts when a connection is closed before its answer is complete. */
function watchLeaving(outgoing: WebEnvironment['Bindings']['outgoing']): AbortSignal {
  const leaving = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) leaving.abort();
  });
  return leaving.signal;
}

function answerFailure(context: WebContext, thrown: unknown, log: WebLog): Response {
  // Nobody reads it; the log and the metrics tell it apart by the status that nginx gives it.
  if (context.get('leaving').aborted) return new Response(null, { status: clientLeft });
  const error = toFailure(thrown);
  const requestId = context.get('requestId');
  const problem = toProblem(error, requestId);
  if (problem.status >= 500) {
    const { code, message, cause, stack } = error;
    const trace = code === 'internal_error' && cause instanceof Error ? cause.stack : stack;
    log.error({ request: requestId, code, stack: trace }, message);
  }
  const retryAfter = error.details['retryAfterSeconds'];
  if (typeof retryAfter === 'number') context.header('retry-after', String(retryAfter));
  if (problem.status === 401) context.header('www-authenticate', 'Bearer realm="credsweep"');
  context.header('cache-control', 'no-store');
  if (wantsPage(context)) {
    if (problem.status === 401 && context.req.method === 'GET')
      return context.redirect('/login', 303);
    return context.html(renderProblemPage(problem, context.get('principal')), problem.status);
  }
  context.header('content-type', 'application/problem+json');
  return context.body(JSON.stringify(problem), problem.status);
}

/** Malformed JSON and the like, which libraries tell by errors of their own, are the client's. */
function toFailure(thrown: unknown): CredsweepError {
  const status = (thrown as { readonly status?: unknown } | null)?.status;
  if (thrown instanceof Error && typeof status === 'number' && status >= 400 && status < 500) {
    return new CredsweepError(
      'request_invalid',
      clientWords[status] ?? 'The request is malformed.',
      {
        details: { status },
      },
    );
  }
  return toCredsweepError(thrown);
}

function wantsPage({ req }: WebContext): boolean {
  return !req.path.startsWith('/api/') && (req.header('accept') ?? '').includes('text/html');
}

function securityHeaders(isHttps: boolean): Parameters<typeof secureHeaders>[0] {
  return {
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
    // With no-referrer, browsers would not tell of a form from where it comes.
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    strictTransportSecurity: isHttps ? 'max-age=31536000' : false,
    permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
  };
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const quietPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const clientWords: Readonly<Record<number, string>> = {
  400: 'The body is not what its type says, such as JSON.',
  415: 'The body is of a type that is not understood here.',
};
const clientLeft = 499;
const maxUrlLength = 4096;
const maxBodyBytes = 64 * 1024;
