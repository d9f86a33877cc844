import type { ServerResponse } from 'node:http';
import { startHttpReceiver, type HttpReceiver, type ReceivedRequest } from './http-receiver.ts';

/** A topic on loopback that speaks the query protocol of SNS. */
export type SnsReceiver = {
  readonly endpoint: string;
  /** The parameters of each call, in order. */
  readonly calls: readonly URLSearchParams[];
  /** The `Authorization` of each call. */
  readonly signatures: readonly string[];
} & AsyncDisposable;

/** How a topic answers, instead of accepting. */
export type SnsFailure = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
};

/** Starts a topic; it accepts everything, unless it is told how to fail. */
export async function startSnsReceiver(failure: SnsFailure | null = null): Promise<SnsReceiver> {
  const receiver: HttpReceiver = await startHttpReceiver((response, request) => {
    if (failure !== null) answer(response, failure.status, writeFailure(failure));
    else answer(response, 200, writeAcceptance(request));
  });
  return {
    endpoint: receiver.origin,
    get calls() {
      return receiver.requests.map(({ body }) => new URLSearchParams(body));
    },
    get signatures() {
      return receiver.requests.map(({ headers }) => headers.authorization ?? '');
    },
    [Symbol.asyncDispose]: async () => await receiver[Symbol.asyncDispose](),
  };
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
}

function writeAcceptance({ body }: ReceivedRequest): string {
  const action = new URLSearchParams(body).get('Action');
  return `<${action}Response xmlns="${namespace}"><${action}Result><MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></${action}Result><ResponseMetadata><RequestId>f187a3c1-376f-11df-8963-01868b7c937a</RequestId></ResponseMetadata></${action}Response>`;
}

function writeFailure({ code, message, status }: SnsFailure): string {
  const type = status >= 500 ? 'Receiver' : 'Sender';
  return `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>f187a3c1-376f-11df-8963-01868b7c937a</RequestId></ErrorResponse>`;
}

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';
