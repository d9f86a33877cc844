import { CredsweepError } from '@credsweep/core';

/** Where PostgreSQL is, as `pg` wants it, and as a person may see it. */
export type PostgresTarget = {
  readonly kind: 'postgres';
  /** `host:port/database`, without credentials. */
  readonly place: string;
  readonly connection: { readonly connectionString: string; readonly options?: string };
};

/** Reads a URL `postgres[ql]://[user:password@]host[:port]/database[?parameters]`, or throws `database_url_invalid`. */
export function parsePostgresUrl(url: string): PostgresTarget {
  if (!URL.canParse(url)) throw invalid('it is not a URL');
  const parsed = new URL(url);
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:')
    throw invalid('it does not start with postgres://');
  // `pg` lets the parameter `options` of a URL win over the option of the same name, by which
  // BullMQ sets its search path; so it is handed over apart, where BullMQ appends to it.
  const options = parsed.searchParams.get('options');
  if (options !== null) parsed.searchParams.delete('options');
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return {
    kind: 'postgres',
    place: `${decodeHost(host)}:${parsed.port || '5432'}${parsed.pathname}`,
    connection: {
      connectionString: options === null ? url : parsed.href,
      ...(options === null ? {} : { options }),
    },
  };
}

function decodeHost(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    throw invalid('its host is not percent-encoded');
  }
}

function invalid(reason: string): CredsweepError {
  return new CredsweepError(
    'database_url_invalid',
    `DATABASE_URL cannot be used: ${reason}. Write postgres://[user:password@]host[:port]/database; leave it unset to use the built-in PostgreSQL.`,
  );
}
