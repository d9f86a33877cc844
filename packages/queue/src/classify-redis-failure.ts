import { CredsweepError, type ErrorCode } from '@credsweep/core';

import {
  connectionCodes,
  isTlsCode,
  readErrorCode,
  readErrorMessage,
  type BackendFailure,
} from './backend-failure.ts';
import type { RedisTarget } from './redis-target.ts';

/** Says what a failure of Redis means and what to do next; passwords are never part of it. */
export function classifyRedisFailure(target: RedisTarget, failure: unknown): BackendFailure {
  if (failure instanceof CredsweepError)
    return { error: failure, transient: failure.code === 'redis_unreachable' };
  const code = readErrorCode(failure);
  const message = readErrorMessage(failure);
  const word = message.split(' ', 1)[0] ?? '';
  const make = (errorCode: ErrorCode, transient: boolean, next: string): BackendFailure => ({
    error: new CredsweepError(errorCode, `Redis at ${target.place}: ${message || code}. ${next}`, {
      cause: failure,
      details: { place: target.place },
    }),
    transient,
  });

  if (word === 'WRONGPASS' || word === 'NOAUTH' || message.includes('invalid password')) {
    return make('redis_url_invalid', false, 'Check the user name and password in REDIS_URL.');
  }
  if (word === 'NOPERM') {
    return make(
      'redis_unsuitable',
      false,
      'Let this user run all commands on the keys {credsweep-*}, and INFO.',
    );
  }
  if (message.includes('DB index'))
    return make('redis_url_invalid', false, 'Name a database that this Redis has, such as /0.');
  if (isTlsCode(code)) {
    return make(
      'redis_unreachable',
      false,
      'Check the certificate of the server, and that it wants TLS (rediss://) on this port.',
    );
  }
  if (message.includes('RESP type') || message.includes('Protocol error')) {
    const next =
      'Something else than Redis answers there, or it wants TLS: then write rediss:// in REDIS_URL.';
    return make('redis_unsuitable', false, next);
  }
  if (word === 'MOVED' || word === 'CROSSSLOT' || word === 'READONLY') {
    return make(
      'redis_unsuitable',
      false,
      'Give the URL of a single primary; Redis Cluster and replicas cannot hold the queue.',
    );
  }
  if (code === 'ETIMEDOUT' && target.usesTls) {
    return make(
      'redis_unreachable',
      true,
      'Check host and port; if this server does not speak TLS, write redis:// in REDIS_URL.',
    );
  }
  if (
    word === 'LOADING' ||
    word === 'OOM' ||
    word === 'BUSY' ||
    connectionCodes.has(code) ||
    isClosed(message)
  ) {
    return make(
      'redis_unreachable',
      true,
      'Check that Redis runs and that REDIS_URL names the right host and port.',
    );
  }
  return make('redis_unsuitable', false, 'Check the log of Redis.');
}

function isClosed(message: string): boolean {
  return (
    message.includes('Connection is closed') ||
    message.includes('ECONNREFUSED') ||
    message.includes('timed out')
  );
}
