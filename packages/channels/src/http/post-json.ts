import {
  channelBusy,
  channelRefused,
  channelUnreachable,
  connectionFailed,
} from '../channel-failures.ts';
import type { ChannelPlace } from '../channel-place.ts';
import { quoteAnswer } from '../quote-answer.ts';
import { readRetryAfterMs } from './retry-after.ts';

/** One delivery over HTTP. */
export type JsonPost = {
  readonly place: ChannelPlace;
  readonly url: URL;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
  readonly now: () => Date;
};

/**
 * Posts JSON; resolves once the receiver has answered with a 2xx. A redirect is not followed: it could lead the secret
 * anywhere.
 *
 * @throws CredsweepError `alert_channel_unreachable` (network, time, 5xx), `alert_channel_busy` (429) or
 *   `alert_channel_refused` (any other answer)
 */
export async function postJson(post: JsonPost): Promise<void> {
  const { place, url, body, headers, timeoutMs, signal } = post;
  const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: within,
      body,
      headers: {
        ...headers,
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'credsweep',
      },
    });
  } catch (error) {
    throw connectionFailed(place, error, { signal, timeoutMs });
  }
  if (response.ok) {
    // Accepted: what else the receiver says, or whether it hangs up now, changes nothing.
    await response.body?.cancel().catch(() => undefined);
    return;
  }
  throw translateAnswer(post, response, await readStart(response));
}

function translateAnswer(post: JsonPost, { status, headers }: Response, answer: string): Error {
  const { place, secrets } = post;
  const quote = quoteAnswer(answer, secrets);
  const what = `HTTP ${status}${quote === '' ? '' : ` ${quote}`}`;
  const retryAfterMs = readRetryAfterMs(headers.get('retry-after'), post.now());
  if (status === 429) return channelBusy(place, what, retryAfterMs, { status });
  if (status >= 500 || retryableStatuses.has(status)) {
    const details = retryAfterMs === null ? { status } : { status, retryAfterMs };
    return channelUnreachable(place, `the receiver failed by itself, ${what}`, { details });
  }
  return channelRefused(place, what, findCause(status), { status });
}

function findCause(status: number): string {
  if (status >= 300 && status < 400)
    return 'the address leads elsewhere by a redirect, which is not followed';
  return causes[status] ?? 'the receiver wants messages of another kind';
}

/** Reads the beginning of an answer, however long or slow it is; what came before a failure is kept. */
async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= maxReadLength) break;
    }
  } catch {
    // The status is known, and says enough.
  }
  return text.slice(0, maxReadLength);
}

const maxReadLength = 4_096;
/** 408 and 425: come again. */
const retryableStatuses: ReadonlySet<number> = new Set([408, 425]);

const causes: Readonly<Record<number, string>> = {
  400: 'the receiver wants messages of another kind, or the webhook is disabled',
  401: 'a missing, wrong or expired secret or token',
  403: 'a secret or token without permission, or the receiver has barred the webhook',
  404: 'the webhook was removed, or its address has a typo',
  405: 'the address is that of a page, not of a webhook',
  410: 'the webhook or its channel was removed or archived',
  413: 'the receiver takes smaller messages only',
};
