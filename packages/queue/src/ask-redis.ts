import { Redis } from 'ioredis';

import type { RedisTarget } from './redis-target.ts';
import { finishWithin } from './settle-within.ts';

/**
 * Asks a Redis something through a client of its own, which is closed afterwards.
 *
 * Rejects with the reason that the server or the network gives, within the time.
 */
export async function askRedis<Answer>(
  target: RedisTarget,
  timeoutMs: number,
  ask: (client: Redis) => Promise<Answer>,
): Promise<Answer> {
  const client = new Redis({
    ...target.connection,
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    retryStrategy: () => null,
  });
  // ioredis rejects with "Connection is closed" and gives the reason in an event; a database
  // number that does not exist is no rejection at all: it goes on with database 0.
  let reason: unknown;
  client.on('error', (failure: unknown) => {
    reason ??= failure;
  });
  try {
    const asked = (async () => {
      await client.connect();
      await client.ping();
      return ask(client);
    })();
    const answer = await finishWithin(timeoutMs, asked, () => {
      return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
    });
    if (reason !== undefined) throw reason;
    return answer;
  } catch (failure) {
    throw reason ?? failure;
  } finally {
    client.disconnect();
  }
}
