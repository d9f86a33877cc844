import type { CredsweepError } from '@credsweep/core';

/** A failure of the queue's backend, and whether the same attempt may work a little later. */
export type BackendFailure = {
  readonly error: CredsweepError;
  readonly transient: boolean;
};

/** Gives the code of an error of a driver or of the operating system, or an empty text. */
export function readErrorCode(failure: unknown): string {
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) return '';
  return typeof failure.code === 'string' ? failure.code : '';
}

/** Gives the message of anything thrown, one line; an `AggregateError` of a dual-stack connect has none of its own. */
export function readErrorMessage(failure: unknown): string {
  if (failure instanceof AggregateError && failure.message === '') {
    return failure.errors.map(readErrorMessage).join('; ');
  }
  const message = failure instanceof Error ? failure.message : String(failure);
  return message.split('\n', 1)[0] ?? '';
}

/** Codes of Node.js for a server that is not there, not yet there, or has just gone. */
export const connectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Codes of Node.js and OpenSSL for a TLS handshake that failed; trying again does not help. */
export function isTlsCode(code: string): boolean {
  return (
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_SSL_') ||
    code.startsWith('CERT_') ||
    code.startsWith('UNABLE_TO_') ||
    code === 'EPROTO' ||
    code === 'DEPTH_ZERO_SELF_SIGNED_CERT' ||
    code === 'SELF_SIGNED_CERT_IN_CHAIN'
  );
}
