import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once, setMaxListeners } from 'node:events';
import { defaultReportTiming, type ReportTiming } from './iam/report-timing.ts';
import { answerRequest, type Answer, type AnswerContext } from './wire/answer-request.ts';
import { createCallCounter, type CallCounts } from './wire/call-counts.ts';
import { createFaultInjector, type FaultPlan } from './wire/faults.ts';
import { readHttpRequest } from './wire/http-request.ts';
import { createHubCredentials, type HubCredentials } from './wire/hub-credentials.ts';
import { createLatency, type LatencyPlan } from './wire/latency.ts';
import { createRateLimiter, type RateLimitPlan } from './wire/rate-limits.ts';
import { createRoleSessions } from './wire/role-sessions.ts';
import { createSignatureVerifier } from './wire/signature.ts';
import type { SimulatedOrganization } from './world/simulated-organization.ts';

/** How to start a simulator; everything but the world has a default. */
export type SimulatorOptions = {
  readonly organization: SimulatedOrganization;
  /** The world's clock: report ages, session expiry. Default the real one. */
  readonly now?: () => Date;
  /** For faults and latency; default 1. */
  readonly seed?: number;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default none. */
  readonly faults?: FaultPlan;
  /** Default none. */
  readonly latency?: LatencyPlan;
  /** Default none; see `publishedRateLimits`. */
  readonly rateLimits?: RateLimitPlan;
  readonly report?: Partial<ReportTiming>;
};

/** A running simulated AWS: Organizations, STS and IAM on one loopback port. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Of the hub as it was at the start; they act as the world's hub of the moment. */
  readonly credentials: HubCredentials;
  /** What a process needs in its environment to talk to the simulator as the hub. */
  readonly environment: Readonly<Record<string, string>>;
  /** The world, to be changed at any time. */
  readonly organization: SimulatedOrganization;
  calls(): CallCounts;
  resetCalls(): void;
  /** Replaces the faults; counts of `times` start anew. */
  setFaults(plan: FaultPlan): void;
  /** Ends all connections and waits; calls in progress get no answer. */
  close(): Promise<void>;
}

/** Starts a simulated AWS organization on the loopback interface. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { organization, seed = 1 } = options;
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const hubCredentials = createHubCredentials(organization.hub);
  const context: AnswerContext = {
    organization,
    hubCredentials,
    sessions: createRoleSessions(),
    verifySignature: createSignatureVerifier(),
    now: options.now ?? (() => new Date()),
    reportTiming: { ...defaultReportTiming, ...options.report },
    counter: createCallCounter(),
    faults: createFaultInjector(seed, options.faults ?? []),
    drawLatency: createLatency(seed, options.latency),
    takeToken: createRateLimiter(options.rateLimits ?? {}),
    closing: closing.signal,
  };
  const server = createServer(serverLimits, (incoming, outgoing) => {
    // Fails only if the client has gone or the simulator is closing.
    serveRequest(context, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const endpoint = `http://127.0.0.1:${address.port}`;
  let closed: Promise<unknown> | undefined;
  return {
    endpoint,
    credentials: hubCredentials,
    environment: describeEnvironment(organization, endpoint, hubCredentials),
    organization,
    calls: () => context.counter.read(),
    resetCalls: () => context.counter.reset(),
    setFaults: (plan) => context.faults.setPlan(plan),
    async close() {
      if (closed === undefined) {
        closed = once(server, 'close');
        closing.abort();
        server.close();
        server.closeAllConnections();
      }
      await closed;
    },
  };
}

async function serveRequest(
  context: AnswerContext,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readHttpRequest(incoming);
  if (request === undefined) {
    outgoing.writeHead(413, { connection: 'close' }).end();
    return;
  }
  sendAnswer(await answerRequest(context, request), outgoing);
}

function sendAnswer({ response, delivery }: Answer, outgoing: ServerResponse): void {
  if (delivery === 'none') {
    outgoing.destroy();
    return;
  }
  const body = Buffer.from(response.body);
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': body.length });
  if (delivery === 'whole') {
    outgoing.end(body);
  } else {
    outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.destroy());
  }
}

function describeEnvironment(
  { partition }: SimulatedOrganization,
  endpoint: string,
  { accessKeyId, secretAccessKey, sessionToken }: HubCredentials,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: homeRegions[partition],
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/** The Region of each partition that Organizations lives in. */
const homeRegions = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-northwest-1',
  'aws-eusc': 'eusc-de-east-1',
} as const;

const serverLimits = {
  keepAliveTimeout: 60_000,
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  maxHeaderSize: 32_768,
} as const;
