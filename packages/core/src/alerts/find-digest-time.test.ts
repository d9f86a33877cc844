import { expect, test } from 'vitest';
import { findDigestTime } from './find-digest-time.ts';

test.each([
  ['later on the same day', '08:00', 'UTC', '2026-06-15T07:59:59Z', '2026-06-15T08:00:00Z'],
  [
    'the next day when the time is now',
    '08:00',
    'UTC',
    '2026-06-15T08:00:00Z',
    '2026-06-16T08:00:00Z',
  ],
  ['the next day when it is past', '08:00', 'UTC', '2026-06-30T09:00:00Z', '2026-07-01T08:00:00Z'],
  ['in summer time', '08:00', 'Europe/Berlin', '2026-06-15T00:00:00Z', '2026-06-15T06:00:00Z'],
  ['in winter time', '08:00', 'Europe/Berlin', '2026-12-15T00:00:00Z', '2026-12-15T07:00:00Z'],
  [
    'the day of the zone, not of UTC',
    '00:30',
    'Asia/Tokyo',
    '2026-06-15T16:00:00Z',
    '2026-06-16T15:30:00Z',
  ],
  [
    'over the change to summer time',
    '08:00',
    'Europe/Berlin',
    '2026-03-28T08:00:00Z',
    '2026-03-29T06:00:00Z',
  ],
  [
    'a time that the clock leaps over, an hour later',
    '02:30',
    'Europe/Berlin',
    '2026-03-29T00:00:00Z',
    '2026-03-29T01:30:00Z',
  ],
  [
    'the first of a time that comes twice',
    '02:30',
    'Europe/Berlin',
    '2026-10-25T00:00:00Z',
    '2026-10-25T00:30:00Z',
  ],
  [
    'a zone with half an hour',
    '09:00',
    'Asia/Kolkata',
    '2026-06-15T00:00:00Z',
    '2026-06-15T03:30:00Z',
  ],
  ['at midnight', '00:00', 'America/New_York', '2026-06-15T03:59:00Z', '2026-06-15T04:00:00Z'],
])('%s', (_name, at, timeZone, now, expected) => {
  expect(findDigestTime({ at, timeZone }, new Date(now))).toEqual(new Date(expected));
});
