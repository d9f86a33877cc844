import { describe, expect, it } from 'vitest';
import { createRoleSessionCache } from './role-session-cache.ts';
import { noAbort } from './testing/open-test-hub.ts';

const minuteMs = 60_000;

describe('the cache of sessions', () => {
  it('gives a session again until two minutes before it expires', async () => {
    const { cache, clock, open, opened } = openCache();
    const first = await cache.get('a', open, noAbort);
    clock.nowMs = 13 * minuteMs - 1;
    expect(await cache.get('a', open, noAbort)).toBe(first);
    clock.nowMs = 13 * minuteMs;
    expect(await cache.get('a', open, noAbort)).not.toBe(first);
    expect(opened()).toBe(2);
  });

  it('opens a session once for all who ask at the same time', async () => {
    const { cache, open, opened } = openCache();
    const sessions = await Promise.all(
      Array.from({ length: 10 }, () => cache.get('a', open, noAbort)),
    );
    expect(new Set(sessions).size).toBe(1);
    expect(opened()).toBe(1);
  });

  it('keeps the sessions of two keys apart', async () => {
    const { cache, open } = openCache();
    expect(await cache.get('a', open, noAbort)).not.toBe(await cache.get('b', open, noAbort));
  });

  it('does not remember a failure', async () => {
    const { cache, open } = openCache();
    await expect(
      cache.get('a', () => Promise.reject(new Error('denied')), noAbort),
    ).rejects.toThrow('denied');
    expect(await cache.get('a', open, noAbort)).toBeDefined();
  });

  it('drops a session, but not the one that has replaced it', async () => {
    const { cache, open, opened } = openCache();
    const old = await cache.get('a', open, noAbort);
    cache.drop('a', old);
    const fresh = await cache.get('a', open, noAbort);
    cache.drop('a', old);
    expect(await cache.get('a', open, noAbort)).toBe(fresh);
    expect(opened()).toBe(2);
  });

  it('is empty after it was cleared', async () => {
    const { cache, open, opened } = openCache();
    await cache.get('a', open, noAbort);
    cache.clear();
    await cache.get('a', open, noAbort);
    expect(opened()).toBe(2);
  });

  it('aborts the opening when the last who waits for it leaves, and starts it anew for the next', async () => {
    const { cache, open } = openCache();
    const aborted: unknown[] = [];
    const hang = (signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(signal.reason);
          reject(signal.reason);
        });
      });
    const [first, second] = [new AbortController(), new AbortController()];
    const outcomes = [first, second].map(({ signal }) =>
      expect(cache.get('a', hang, signal)).rejects.toThrow('leaves'),
    );
    first.abort(new Error('one leaves'));
    expect(aborted).toEqual([]);
    await outcomes[0];
    second.abort(new Error('the other leaves'));
    await outcomes[1];
    expect(aborted).toEqual([new Error('the other leaves')]);
    expect(await cache.get('a', open, noAbort)).toBeDefined();
  });
});

function openCache() {
  const clock = { nowMs: 0 };
  let count = 0;
  const open = async () => {
    count += 1;
    const credentials = { accessKeyId: `ASIA${count}`, secretAccessKey: 'x', sessionToken: 'x' };
    return { credentials, expiresAtMs: clock.nowMs + 15 * minuteMs };
  };
  return { cache: createRoleSessionCache(() => clock.nowMs), clock, open, opened: () => count };
}
