import { CredsweepError, type ErrorCode } from '@credsweep/core';
import { SchemaVersionMismatchError, UnsupportedPostgresVersionError } from 'bullmq';

import {
  connectionCodes,
  isTlsCode,
  readErrorCode,
  readErrorMessage,
  type BackendFailure,
} from './backend-failure.ts';
import type { PostgresTarget } from './postgres-target.ts';

/** Says what a failure of PostgreSQL means and what to do next; passwords are never part of it. */
export function classifyPostgresFailure(target: PostgresTarget, failure: unknown): BackendFailure {
  if (failure instanceof CredsweepError)
    return { error: failure, transient: failure.code === 'database_unreachable' };
  const code = readErrorCode(failure);
  const message = readErrorMessage(failure);
  const make = (errorCode: ErrorCode, transient: boolean, next: string): BackendFailure => ({
    error: new CredsweepError(
      errorCode,
      `PostgreSQL at ${target.place}: ${message || code}. ${next}`,
      {
        cause: failure,
        details: { place: target.place },
      },
    ),
    transient,
  });

  if (failure instanceof SchemaVersionMismatchError) {
    return make(
      'database_newer',
      false,
      'A later version of credsweep has upgraded this database; run that version.',
    );
  }
  if (failure instanceof UnsupportedPostgresVersionError)
    return make('database_unsuitable', false, 'Use a later PostgreSQL.');
  if (code === '28P01' || code === '28000' || message.startsWith('SASL')) {
    return make(
      'database_denied',
      false,
      'Check the user name and password in DATABASE_URL, and pg_hba.conf of the server.',
    );
  }
  if (code === '42501') {
    const next =
      'Let this user create the schema: GRANT CREATE, TEMPORARY ON DATABASE … TO …; it must own the schema "bullmq".';
    return make('database_denied', false, next);
  }
  if (code === '3D000')
    return make('database_url_invalid', false, 'Create the database, or name one that exists.');
  if (code === '25006')
    return make(
      'database_unsuitable',
      false,
      'This server is read-only (a standby?); give the URL of its primary.',
    );
  if (message.includes('does not support SSL')) {
    return make(
      'database_unreachable',
      false,
      'Turn TLS on at the server, or write sslmode=disable in DATABASE_URL.',
    );
  }
  if (isTlsCode(code))
    return make(
      'database_unreachable',
      false,
      'Check the certificate of the server and sslmode in DATABASE_URL.',
    );
  if (isConnectionState(code) || connectionCodes.has(code) || isClosed(message)) {
    return make(
      'database_unreachable',
      true,
      'Check that PostgreSQL runs and that DATABASE_URL names the right host and port.',
    );
  }
  return make('database_unsuitable', false, 'Check the log of PostgreSQL.');
}

/** Classes of SQLSTATE for a lost connection, a server that starts or stops, and too many clients; and lost races. */
function isConnectionState(code: string): boolean {
  return /^(08...|57P0[1-5]|53300|53400|40001|40P01|55P03)$/.test(code);
}

function isClosed(message: string): boolean {
  return (
    message.includes('Connection terminated') ||
    message.includes('timeout exceeded when trying to connect') ||
    message.includes('Client has encountered a connection error') ||
    message.includes('Client was closed') ||
    message.includes('ECONNREFUSED')
  );
}
