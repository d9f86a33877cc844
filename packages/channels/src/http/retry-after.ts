/**
 * Reads the header `Retry-After`: seconds, or an HTTP date.
 *
 * @returns milliseconds from `now`, from a second to a day; null where the receiver names no time, or none to come
 */
export function readRetryAfterMs(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  const seconds = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) : null;
  const until = seconds === null ? parseHttpDate(text) : now.getTime() + seconds * 1000;
  const waitMs = Math.ceil(until - now.getTime());
  if (Number.isNaN(waitMs) || waitMs <= 0) return null;
  return Math.min(Math.max(waitMs, minRetryAfterMs), maxRetryAfterMs);
}

/** Begins with the name of a day; other texts are dates to `Date.parse` too. */
function parseHttpDate(text: string): number {
  return /^[A-Z][a-z]{2,}, /.test(text) ? Date.parse(text) : Number.NaN;
}

const minRetryAfterMs = 1_000;
const maxRetryAfterMs = 86_400_000;
