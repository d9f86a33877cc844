import { CredsweepError, toCredsweepError } from '@credsweep/core';
import pg from 'pg';

/** Names a database for a message, without user and password. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `The database ${pathname.slice(1) || '(default)'} at ${hostname || 'the local socket'}${port === '' ? '' : `:${port}`}`;
}

/** Gives what went wrong while connecting or migrating as an error with a code and a way out. */
export function toDatabaseError(thrown: unknown, url: string): CredsweepError {
  if (thrown instanceof CredsweepError) return thrown;
  const where = describeDatabase(url);
  const reason = thrown instanceof Error ? reasonOf(thrown) : String(thrown);
  const sqlState = thrown instanceof pg.DatabaseError ? (thrown.code ?? '') : '';
  const details = { reason, sqlState };
  if (sqlState === '42501') {
    return new CredsweepError(
      'database_denied',
      `${where} does not let this role do what credsweep needs: ${reason}. ` +
        'Let the role own the schemas credsweep and bullmq, or grant it CREATE on the database.',
      { cause: thrown, details },
    );
  }
  if (sqlState === '25006') {
    return new CredsweepError(
      'database_unsuitable',
      `${where} takes no changes: ${reason}. Put the primary server into DATABASE_URL, not a replica.`,
      { cause: thrown, details },
    );
  }
  if (deniedSqlStates.has(sqlState) || reason.startsWith('SASL')) {
    return new CredsweepError(
      'database_denied',
      `${where} refused the login: ${reason}. Check user, password and database in DATABASE_URL.`,
      {
        cause: thrown,
        details,
      },
    );
  }
  if (sqlState !== '' && !unreachableSqlStates.test(sqlState)) return toCredsweepError(thrown);
  return new CredsweepError(
    'database_unreachable',
    `${where} cannot be reached: ${reason}. Check that it runs and that host and port in DATABASE_URL are right, ` +
      'or leave DATABASE_URL unset to use the embedded PostgreSQL.',
    { cause: thrown, details },
  );
}

/** Several addresses of one host fail as an AggregateError without a message of its own. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError)
    return error.errors.map((inner) => reasonOf(inner as Error)).join('; ');
  return error.message || error.name;
}

/** Wrong password, unknown role, not allowed by pg_hba.conf, unknown database. */
const deniedSqlStates: ReadonlySet<string> = new Set(['28P01', '28000', '3D000']);
/** The connection failed, the server has no room for it, or is starting or stopping. */
const unreachableSqlStates = /^(08|53|57|58)/;
