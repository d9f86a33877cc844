import {
  channelBusy,
  channelRefused,
  channelUnreachable,
  connectionFailed,
} from '../channel-failures.ts';
import type { ChannelPlace } from '../channel-place.ts';
import { quoteAnswer } from '../quote-answer.ts';

/** How a call to SNS ended. */
export type SnsCall = {
  readonly signal: AbortSignal;
  readonly timedOut: boolean;
  readonly timeoutMs: number;
};

/** Says what a failed call to SNS means for a message. */
export function translateSnsError(place: ChannelPlace, error: unknown, call: SnsCall): Error {
  const { names, message, status } = readError(error);
  if (call.signal.aborted || call.timedOut || (status === null && !names.some(isKnown)))
    return connectionFailed(place, call.timedOut ? timeout : error, call);
  const quote = quoteAnswer(message, []);
  const [code = 'unknown'] = names;
  const what = `AWS answers ${code}${quote === '' ? '' : ` ${quote}`}`;
  const details = { awsCode: code, ...(status === null ? {} : { status }) };
  if (names.some((name) => throttlingNames.test(name)) || status === 429)
    return channelBusy(place, what, null, details);
  if (status !== null && status >= 500) return channelUnreachable(place, what, { details });
  return channelRefused(place, what, findCause(names), details);
}

function readError(error: unknown): {
  readonly names: readonly string[];
  readonly message: string;
  readonly status: number | null;
} {
  if (!(error instanceof Error)) return { names: [], message: '', status: null };
  const { Code, $metadata } = error as Error & {
    readonly Code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return {
    names: [Code, error.name].filter((name) => typeof name === 'string'),
    message: error.message,
    status: $metadata?.httpStatusCode ?? null,
  };
}

function isKnown(name: string): boolean {
  return findCause([name]) !== otherCause;
}

function findCause(names: readonly string[]): string {
  return causes.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? otherCause;
}

const timeout = Object.assign(new Error('timeout'), { name: 'TimeoutError' });
const throttlingNames = /throttl|TooManyRequests|SlowDown/i;
const otherCause = 'the topic, or what it is encrypted with, takes no such message';

const causes: readonly (readonly [RegExp, string])[] = [
  [
    /^(AuthorizationError|AccessDenied)/,
    'the credentials have no sns:Publish on this topic; allow it to them, or in the policy of the topic',
  ],
  [/^KMS/, 'the key of the topic; the credentials need kms:GenerateDataKey* and kms:Decrypt on it'],
  [/^NotFound/, 'the topic was deleted, or its ARN has a typo'],
  [
    /^(CredentialsProviderError|TokenProviderError|ProviderError)/,
    'there are no AWS credentials where the message is sent from',
  ],
  [/^(ExpiredToken|RequestExpired)/, 'the AWS credentials have expired'],
  [
    /^(InvalidClientTokenId|SignatureDoesNotMatch|InvalidSecurity|UnrecognizedClient|IncompleteSignature)/,
    'wrong AWS credentials, or those of another partition',
  ],
];
