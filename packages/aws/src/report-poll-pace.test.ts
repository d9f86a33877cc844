import { describe, expect, it } from 'vitest';
import { createReportPollPace } from './report-poll-pace.ts';

describe('the pace of looking for reports', () => {
  it('slows down with the looks after one account, whatever is done for others', () => {
    const pace = createReportPollPace(() => 0);
    const waits = Array.from({ length: 13 }, () => pace.nextWaitMs('a'));
    expect(waits).toEqual([
      2_000, 500, 500, 1_000, 1_000, 2_000, 2_000, 4_000, 4_000, 8_000, 8_000, 15_000, 15_000,
    ]);
    expect(pace.nextWaitMs('b')).toBe(2_000);
  });

  it('knows which accounts are looked after, for ten minutes', () => {
    let nowMs = 0;
    const pace = createReportPollPace(() => nowMs);
    expect(pace.isAwaited('a')).toBe(false);
    pace.nextWaitMs('a');
    pace.nextWaitMs('b');
    pace.noteReady('a');
    expect([pace.isAwaited('a'), pace.isAwaited('b')]).toEqual([false, true]);
    nowMs = 10 * 60_000;
    expect(pace.isAwaited('b')).toBe(false);
    expect(pace.nextWaitMs('b')).toBe(1_990);
  });

  it('waits a little less after a report that was there at the first look', () => {
    const pace = createReportPollPace(() => 0);
    pace.nextWaitMs('a');
    pace.noteReady('a');
    expect(pace.nextWaitMs('b')).toBe(1_990);
    pace.noteReady('unknown');
    expect(pace.nextWaitMs('c')).toBe(1_990);
  });

  it('finds the first wait after which nine of ten reports are there', () => {
    let nowMs = 0;
    const pace = createReportPollPace(() => nowMs);
    let early = 0;
    for (let account = 0; account < 2_000; account += 1) {
      const orderedAt = nowMs;
      const takesMs = takes(account);
      let looks = 0;
      while (nowMs < orderedAt + takesMs) {
        nowMs += pace.nextWaitMs(String(account));
        looks += 1;
      }
      pace.noteReady(String(account));
      if (account >= 1_000 && looks === 1) early += 1;
    }
    expect(early / 1_000).toBeGreaterThan(0.85);
    expect(pace.nextWaitMs('next')).toBeGreaterThan(3_500);
    expect(pace.nextWaitMs('next')).toBeLessThan(4_000);
  });

  it('finds it with a thousand accounts in flight, too', () => {
    let nowMs = 0;
    const pace = createReportPollPace(() => nowMs);
    const accounts = Array.from({ length: 5_000 }, (_, index) => {
      const orderedAt = (index * 1_000) / 300;
      return { id: String(index), dueAt: orderedAt, readyAt: orderedAt + takes(index), looks: 0 };
    });
    for (; nowMs < 80_000; nowMs += 10) {
      for (const account of accounts) {
        if (account.dueAt > nowMs) continue;
        if (account.looks > 0 && account.readyAt <= nowMs) {
          pace.noteReady(account.id);
          account.dueAt = Infinity;
        } else {
          account.dueAt = nowMs + pace.nextWaitMs(account.id);
          account.looks += 1;
        }
      }
    }
    const later = accounts.slice(2_500);
    const looks = later.reduce((sum, account) => sum + account.looks, 0);
    expect(looks / later.length).toBeLessThan(1.15);
  });

  it('never waits longer than 5 s for the first look, however long reports take', () => {
    let nowMs = 0;
    const pace = createReportPollPace(() => nowMs);
    for (let account = 0; account < 20; account += 1) {
      pace.nextWaitMs(String(account));
      pace.nextWaitMs(String(account));
      nowMs += 120_000;
      pace.noteReady(String(account));
    }
    expect(pace.nextWaitMs('next')).toBe(5_000);
  });
});

/** Milliseconds that AWS takes for a report: 2 to 4 s, spread evenly. */
function takes(account: number): number {
  return 2_000 + ((account * 0.618_034) % 1) * 2_000;
}
