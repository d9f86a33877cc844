import { describe, expect, it } from 'vitest';
import { createReportPollPace } from './report-poll-pace.ts';

describe('the pace of polls', () => {
  it('grows with the polls of one account, whatever is done for others', () => {
    const pace = createReportPollPace(() => 0);
    expect([1, 2, 3, 4, 5].map(() => pace.nextWaitMs('a'))).toEqual([
      2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
    expect(pace.nextWaitMs('b')).toBe(2_000);
  });

  it('starts anew when the report was there, and in the next scan', () => {
    let nowMs = 0;
    const pace = createReportPollPace(() => nowMs);
    pace.nextWaitMs('a');
    pace.forget('a');
    expect(pace.nextWaitMs('a')).toBe(2_000);
    nowMs = 10 * 60_000;
    expect(pace.nextWaitMs('a')).toBe(2_000);
    nowMs += 15_000;
    expect(pace.nextWaitMs('a')).toBe(4_000);
  });
});
