import { inject } from 'vitest';
import '@credsweep/testkit';

/** The backends of the queue. */
export const backends = ['postgres', 'redis'] as const;

/** One of them. */
export type Backend = (typeof backends)[number];

/** Gives the variables by which a process finds the queue's backend; a test without a Redis is skipped, loudly. */
export function chooseBackend(
  backend: Backend,
  skip: (note: string) => never,
): Readonly<Record<string, string>> {
  if (backend === 'postgres') return {};
  const url = inject('redisUrl');
  return url === undefined ? skip('no redis-server') : { REDIS_URL: url };
}
