import { shorten, toOneLine } from './one-line.ts';

/**
 * Quotes what a receiver has answered, for a message: one line of at most 200 characters, without markup and without
 * the secrets that the answer repeats; empty where nothing is left.
 */
export function quoteAnswer(answer: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets
    .filter((secret) => secret.length >= minSecretLength)
    .toSorted((left, right) => right.length - left.length)
    .reduce((text, secret) => text.replaceAll(secret, '[redacted]'), answer);
  const words = withoutSecrets
    .slice(0, maxReadLength)
    .replaceAll(/<(style|script|head)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    .replaceAll(/[\w+/=-]{80,}/g, '[cut]')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words === '' ? '' : `"${shorten(toOneLine(words, maxAnswerLength), maxAnswerLength)}"`;
}

/** The parts of an address that whoever has them can post with: path and query, whole and in pieces. */
export function listUrlSecrets(url: URL): readonly string[] {
  const whole = `${url.pathname}${url.search}`;
  const pieces = whole.split(/[/?&=]/).filter((piece) => piece.length >= minPieceLength);
  return [whole, url.pathname, ...pieces].flatMap((secret) => [secret, decode(secret)]);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const maxReadLength = 4_096;
const maxAnswerLength = 200;
const minSecretLength = 4;
/** Shorter pieces of a path are words such as `services`. */
const minPieceLength = 9;
