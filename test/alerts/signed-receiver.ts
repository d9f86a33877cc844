import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** How a receiver answers a request; `hang` never does. */
type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'hang';

/** A body of a signed webhook, as far as the tests look at it. */
type ReceivedAlert = {
  readonly type: string;
  readonly data: {
    readonly messageId: string;
    readonly organizationId: string;
    readonly scanId: number;
    readonly counts: { readonly findings: number; readonly accounts: number };
    readonly findings: readonly { readonly accountId: string; readonly userName: string }[];
    readonly omittedFindings: number;
    readonly reportUrl: string | null;
  };
};

/** A web server that believes only what is signed with the secret, as a receiver of a customer would. */
export interface SignedReceiver {
  readonly url: string;
  /** Every request whose signature was right, repeated ones too. */
  readonly requests: readonly ReceivedAlert[];
  /** Those that were answered with 2xx, each id once. */
  readonly accepted: readonly ReceivedAlert[];
  /** Requests whose signature was wrong. */
  readonly forged: number;
  /** Sets how the next requests are answered, the last answer for ever. */
  answer(...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

/** The signing secret of the tests; `whsec_` and 32 bytes in base64. */
export const signingSecret = `whsec_${Buffer.from('credsweep tests, no secret at all').toString('base64')}`;

/** Starts a receiver on a free port of loopback. */
export async function startSignedReceiver(secret = signingSecret): Promise<SignedReceiver> {
  const webhook = new Webhook(secret);
  const requests: ReceivedAlert[] = [];
  const accepted = new Map<string, ReceivedAlert>();
  let answers: readonly Answer[] = [{ status: 204 }];
  let forged = 0;
  const receive = (
    body: string,
    headers: Record<string, string>,
    response: ServerResponse,
  ): void => {
    let alert: ReceivedAlert;
    try {
      alert = webhook.verify(body, headers) as ReceivedAlert;
    } catch {
      forged += 1;
      response.writeHead(401).end('signature is wrong');
      return;
    }
    requests.push(alert);
    const [next = { status: 204 }, ...later] = answers;
    if (later.length > 0) answers = later;
    if (next === 'hang') return;
    const id = headers['webhook-id'] ?? '';
    if (next.status < 300 && !accepted.has(id)) accepted.set(id, alert);
    response.writeHead(next.status, next.headers ?? {}).end();
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () =>
      receive(
        Buffer.concat(chunks).toString(),
        request.headers as Record<string, string>,
        response,
      ),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/credsweep`,
    requests,
    get accepted() {
      return [...accepted.values()];
    },
    get forged() {
      return forged;
    },
    answer(...given) {
      answers = given;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
