import { once } from 'node:events';
import {
  createServer,
  request as sendRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Simulator } from '@credsweep/simulator';

/** What a tap does with a request: lets it pass, or answers in place of the simulator. */
export type Tap = (action: string, body: string) => TappedAnswer | undefined;

/** An answer in place of the simulator's. */
export type TappedAnswer = {
  readonly status: number;
  readonly body: string;
};

/**
 * Stands on the wire before a simulator, for what a simulated world never says: replies at odds with each other.
 *
 * The tap is called before each request is passed on, so it may also change the world between two calls.
 */
export async function startWireTap(
  simulator: Simulator,
  tap: Tap,
): Promise<{ readonly endpoint: string }> {
  const server = createServer((incoming, outgoing) => {
    void serveRequest(simulator, tap, incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The tap has no port.');
  return { endpoint: `http://127.0.0.1:${address.port}` };
}

/** The XML of a successful answer of IAM or STS. */
export function writeQueryAnswer(action: string, result: string): TappedAnswer {
  return {
    status: 200,
    body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
  };
}

/** The XML of an error of IAM or STS. */
export function writeQueryError(status: number, code: string, message = 'Unknown'): TappedAnswer {
  return {
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

async function serveRequest(
  simulator: Simulator,
  tap: Tap,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await text(incoming);
  const answer = tap(readAction(incoming, body), body);
  if (answer !== undefined) {
    outgoing.writeHead(answer.status, {
      'content-type': answer.body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1',
    });
    outgoing.end(answer.body);
    return;
  }
  const { method, headers, url = '/' } = incoming;
  const passed = sendRequest(new URL(url, simulator.endpoint), { method, headers }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(outgoing);
  });
  passed.on('error', () => outgoing.destroy());
  passed.end(body);
}

function readAction(incoming: IncomingMessage, body: string): string {
  const target = incoming.headers['x-amz-target'];
  return typeof target === 'string'
    ? (target.split('.')[1] ?? '')
    : (new URLSearchParams(body).get('Action') ?? '');
}
