import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createJobSlots, type JobSlots } from './job-slots.ts';

const noAbort = new AbortController().signal;

describe('slots', () => {
  test('leave room for another job while one pauses', async () => {
    const room: number[] = [];
    const slots = open(2, room);
    await slots.run(noAbort, () => slots.pause(5, noAbort));
    expect(room).toEqual([3, 2]);
  });

  test('are given to jobs that come back in the order in which they do, one at a time', async () => {
    const slots = open(1);
    const order: string[] = [];
    const come = (name: string, ms: number) =>
      slots.run(noAbort, async () => {
        await slots.pause(ms, noAbort);
        order.push(name);
        await Promise.resolve();
        order.push(`${name} done`);
      });
    const others = [come('a', 5), come('b', 15)];
    const ended = Promise.withResolvers<void>();
    const first = slots.run(noAbort, () => ended.promise);
    await sleep(40);
    expect(order).toEqual([]);
    ended.resolve();
    await Promise.all([first, ...others]);
    expect(order).toEqual(['a', 'a done', 'b', 'b done']);
  });

  test('are given to new jobs before those that come back, and never to more than there are', async () => {
    const slots = open(2);
    const order: string[] = [];
    let running = 0;
    let most = 0;
    const work = async (name: string): Promise<void> => {
      order.push(name);
      running += 1;
      most = Math.max(most, running);
      await sleep(10);
      running -= 1;
    };
    const comeBack = async (name: string): Promise<void> => {
      await slots.pause(1, noAbort);
      await work(name);
    };
    const returning = ['r1', 'r2', 'r3'].map((name) => slots.run(noAbort, () => comeBack(name)));
    const busy = ['n1', 'n2'].map((name) => slots.run(noAbort, () => work(name)));
    await sleep(5);
    const late = ['n3', 'n4'].map((name) => slots.run(noAbort, () => work(name)));
    await Promise.all([...returning, ...busy, ...late]);
    expect(order).toEqual(['n1', 'n2', 'n3', 'n4', 'r1', 'r2', 'r3']);
    expect(most).toBe(2);
  });

  test('are asked for new jobs ahead only while others come back', async () => {
    const room: number[] = [];
    const slots = open(2, room);
    const ended = Promise.withResolvers<void>();
    const paused = slots.run(noAbort, () => slots.pause(5, noAbort));
    const busy = [1, 2].map(() => slots.run(noAbort, () => ended.promise));
    await sleep(20);
    // The slots, the one that waits for one of them, and two new jobs before it.
    expect(room).toEqual([3, 5]);
    ended.resolve();
    await Promise.all([paused, ...busy]);
    expect(room.at(-1)).toBe(2);
  });

  test('are asked for no new jobs while very many are held, until some have come back', async () => {
    const room: number[] = [];
    const slots = open(1, room);
    const ended = Promise.withResolvers<void>();
    const paused = Array.from({ length: 20 }, () =>
      slots.run(noAbort, () => slots.pause(20, noAbort)),
    );
    await sleep(0);
    // The slot and 20 that pause; one more is asked for only below that.
    expect(room.at(-1)).toBe(21);
    const busy = slots.run(noAbort, () => ended.promise);
    await sleep(60);
    // All of them wait for the one slot.
    expect(room.at(-1)).toBe(1);
    ended.resolve();
    await Promise.all([busy, ...paused]);
    expect(room.at(-1)).toBe(1);
  });

  test.each([
    { slotCount: 1, pausing: 20 },
    { slotCount: 60, pausing: 700 },
  ])(
    'of which there are $slotCount may be left for a pause by $pausing jobs, and not by the next one',
    async ({ slotCount, pausing }) => {
      const slots = open(slotCount);
      const stop = new AbortController();
      const pauses = Array.from({ length: pausing }, () =>
        slots.run(stop.signal, () => slots.pause(60_000, stop.signal)),
      );
      expect(await slots.run(noAbort, () => slots.pause(1, noAbort))).toBe(false);
      stop.abort(new Error('stopping'));
      expect(await Promise.allSettled(pauses)).toEqual(
        pauses.map(() => ({ status: 'rejected', reason: new Error('stopping') })),
      );
      expect(await slots.run(noAbort, () => slots.pause(1, noAbort))).toBe(true);
    },
  );

  test('are kept where a cap counts jobs that pause', async () => {
    const slots = createJobSlots({ slots: 1, mayPause: () => false, onRoom: () => undefined });
    expect(await slots.run(noAbort, () => slots.pause(1, noAbort))).toBe(false);
  });

  test('are not waited for by a job that is to be left', async () => {
    const slots = open(1);
    const ended = Promise.withResolvers<void>();
    const stop = new AbortController();
    const paused = slots.run(stop.signal, () => slots.pause(1, stop.signal));
    const busy = slots.run(noAbort, () => ended.promise);
    const begun: string[] = [];
    const arriving = slots.run(stop.signal, async () => begun.push('arriving'));
    await sleep(20);
    stop.abort(new Error('lost'));
    await expect(paused).rejects.toThrow('lost');
    await expect(arriving).rejects.toThrow('lost');
    expect(begun).toEqual([]);
    // Those that were left take no slot from those who come later.
    const next = slots.run(noAbort, () => slots.pause(1, noAbort));
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
