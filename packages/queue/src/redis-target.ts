import { CredsweepError } from '@credsweep/core';

/** Where Redis is, as ioredis wants it, and as a person may see it. */
export type RedisTarget = {
  readonly kind: 'redis';
  /** `host:port/db`, without credentials. */
  readonly place: string;
  readonly usesTls: boolean;
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly db: number;
    readonly username?: string;
    readonly password?: string;
    readonly family?: number;
    readonly tls?: { readonly servername?: string };
  };
};

/** Reads a URL `redis[s]://[user:password@]host[:port][/db]`, or throws `redis_url_invalid`. */
export function parseRedisUrl(url: string): RedisTarget {
  if (!URL.canParse(url)) throw invalid('it is not a URL');
  const parsed = new URL(url);
  if (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:')
    throw invalid('it does not start with redis:// or rediss://');
  if (parsed.hostname === '') throw invalid('it names no host');
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = parsed.port === '' ? defaultPort : Number(parsed.port);
  const database = parsed.pathname.replace(/^\//, '');
  if (!/^\d{0,4}$/.test(database)) throw invalid('its path is not the number of a database');
  const family = parsed.searchParams.get('family') ?? undefined;
  for (const name of parsed.searchParams.keys()) {
    if (name !== 'family')
      throw invalid(`its parameter "${name}" is not supported (only "family" is)`);
  }
  if (family !== undefined && !/^[046]$/.test(family))
    throw invalid('its parameter "family" is not 0, 4 or 6');
  const username = decode(parsed.username);
  const password = decode(parsed.password);
  const usesTls = parsed.protocol === 'rediss:';
  return {
    kind: 'redis',
    place: `${parsed.hostname}:${port}/${database || '0'}`,
    usesTls,
    connection: {
      host,
      port,
      db: Number(database || '0'),
      ...(username === '' ? {} : { username }),
      ...(password === '' ? {} : { password }),
      ...(family === undefined ? {} : { family: Number(family) }),
      ...(usesTls ? { tls: /^[\d.]+$|:/.test(host) ? {} : { servername: host } } : {}),
    },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('its user name or password is not percent-encoded');
  }
}

function invalid(reason: string): CredsweepError {
  return new CredsweepError(
    'redis_url_invalid',
    `REDIS_URL cannot be used: ${reason}. Write redis://[user:password@]host[:port][/db], or rediss:// for TLS; leave it unset to keep the queue in PostgreSQL.`,
  );
}

const defaultPort = 6379;
