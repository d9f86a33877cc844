import { describe, expect, test } from 'vitest';
import { checkScheduleTiming, findNextRun } from './schedule-timing.ts';

const now = new Date('2026-11-21T12:00:00Z');

describe('a schedule can be kept when it is due at most every four hours', () => {
  test.each([
    ['0 3 * * *', 'UTC'],
    ['0 */4 * * *', 'Europe/Berlin'],
    ['30 6 * * MON-THU', 'America/New_York'],
    ['0 2 1 * *', 'Asia/Kolkata'],
    ['15 0,6,12,18 * * *', 'Pacific/Auckland'],
    ['0 0 29 2 *', 'UTC'],
  ])('%s in %s', (cron, timeZone) => {
    expect(() => checkScheduleTiming({ cron, timeZone }, now)).not.toThrow();
  });
});

describe('a schedule within four hours is refused, because AWS would give the same report', () => {
  test.each([
    ['* * * * *', '1 min'],
    ['*/30 * * * *', '30 min'],
    ['0 */3 * * *', '3 h'],
    ['0 1,23 * * *', '2 h'],
    ['0 */5 * * *', '4 h'],
    ['0 0,1 1 1 *', '1 h'],
  ])('%s is due again after %s', (cron, interval) => {
    const check = (): void => checkScheduleTiming({ cron, timeZone: 'UTC' }, now);
    if (interval === '4 h') expect(check).not.toThrow();
    else expect(check).toThrow(new RegExp(`due again after ${interval}.*same report`));
  });
});

describe('what is no schedule is refused with a reason', () => {
  test.each([
    ['', /five fields/],
    ['0 3 * *', /five fields/],
    ['0 3 * * * *', /five fields/],
    ['@daily', /five fields/],
    ['H 3 * * *', /five fields/],
    ['61 3 * * *', /cannot be used/],
    ['0 3 31 2 *', /cannot be used/],
    ['0 3 * * FUNDAY', /cannot be used/],
  ])('%j', (cron, reason) => {
    expect(() => checkScheduleTiming({ cron, timeZone: 'UTC' }, now)).toThrow(reason);
  });

  test.each(['', 'Berlin', 'Europe/Atlantis', '+02:00'])('the time zone %j', (timeZone) => {
    expect(() => checkScheduleTiming({ cron: '0 3 * * *', timeZone }, now)).toThrow(
      expect.objectContaining({ code: 'schedule_invalid' }),
    );
  });
});

test('the next run is at the hour of its own time zone, on both sides of a change of the clock', () => {
  const nightly = { cron: '0 3 * * *', timeZone: 'Europe/Berlin' };
  expect(findNextRun(nightly, now)?.toISOString()).toBe('2026-11-22T02:00:00.000Z');
  const summer = new Date('2026-07-01T12:00:00Z');
  expect(findNextRun(nightly, summer)?.toISOString()).toBe('2026-07-02T01:00:00.000Z');
});
