declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser URL of the PostgreSQL that a whole test run shares. */
    postgresAdminUrl?: string;
    /** URL of the Redis that a whole test run shares; absent where there is no `redis-server`. */
    redisUrl?: string;
  }
}

/** What the global set-up provides to every test, by `inject`. */
export type { ProvidedContext } from 'vitest';
