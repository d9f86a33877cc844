import { describe, expect, test } from 'vitest';
import { createJobSlots, type JobSlots } from './job-slots.ts';

const noAbort = new AbortController().signal;

describe('slots', () => {
  test('leave room for another job while one pauses', async () => {
    const room: number[] = [];
    const slots = open(2, room);
    await slots.run(() => slots.pause(5, noAbort));
    expect(room).toEqual([3, 2]);
  });

  test('are given to jobs that come back in the order in which they do, one at a time', async () => {
    const slots = open(1);
    const order: string[] = [];
    const come = (name: string, ms: number) =>
      slots.run(async () => {
        await slots.pause(ms, noAbort);
        order.push(name);
        await Promise.resolve();
        order.push(`${name} done`);
      });
    const ended = Promise.withResolvers<void>();
    const first = slots.run(() => ended.promise);
    const others = [come('a', 5), come('b', 15)];
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(order).toEqual([]);
    ended.resolve();
    await Promise.all([first, ...others]);
    expect(order).toEqual(['a', 'a done', 'b', 'b done']);
  });

  test.each([
    { slotCount: 1, pausing: 20 },
    { slotCount: 60, pausing: 500 },
  ])(
    'of which there are $slotCount may be left for a pause by $pausing jobs, and not by the next one',
    async ({ slotCount, pausing }) => {
      const slots = open(slotCount);
      const stop = new AbortController();
      const pauses = Array.from({ length: pausing }, () =>
        slots.run(() => slots.pause(60_000, stop.signal)),
      );
      expect(await slots.run(() => slots.pause(1, noAbort))).toBe(false);
      stop.abort(new Error('stopping'));
      expect(await Promise.allSettled(pauses)).toEqual(
        pauses.map(() => ({ status: 'rejected', reason: new Error('stopping') })),
      );
      expect(await slots.run(() => slots.pause(1, noAbort))).toBe(true);
    },
  );

  test('are kept where a cap counts jobs that pause', async () => {
    const room: number[] = [];
    const slots = createJobSlots({
      slots: 1,
      mayPause: () => false,
      onRoom: (jobs) => room.push(jobs),
    });
    expect(await slots.run(() => slots.pause(1, noAbort))).toBe(false);
    expect(room).toEqual([]);
  });

  test('are not waited for by a job that is to be left', async () => {
    const slots = open(1);
    const ended = Promise.withResolvers<void>();
    const stop = new AbortController();
    const paused = slots.run(() => slots.pause(1, stop.signal));
    const busy = slots.run(() => ended.promise);
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort(new Error('lost'));
    await expect(paused).rejects.toThrow('lost');
    // The one that was left takes no slot from those who come back later.
    const next = slots.run(() => slots.pause(1, noAbort));
    ended.resolve();
    await busy;
    expect(await next).toBe(true);
  });
});

function open(count: number, room: number[] = []): JobSlots {
  return createJobSlots({
    slots: count,
    mayPause: () => true,
    onRoom: (jobs) => void room.push(jobs),
  });
}
