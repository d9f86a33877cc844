import { describe, expect, test } from 'vitest';
import { isOver, measurePace, type ScanStatus } from './scan-status.ts';

const going: ScanStatus = {
  scanId: 1,
  organizationId: 'o-example',
  state: 'scanning',
  startedAt: new Date('2026-06-15T12:00:00Z'),
  finishedAt: null,
  errorCode: null,
  errorMessage: null,
  notice: null,
  policyName: 'default',
  elapsedSeconds: 300,
  accounts: 1000,
  scanned: 390,
  failed: 10,
  skipped: 0,
  waiting: 600,
  running: 16,
  finishedLastMinute: 120,
  failuresByCode: [],
};

describe('the pace of a scan', () => {
  test.each([
    ['is that of its last minute', {}, { accountsPerMinute: 120, secondsLeft: 300 }],
    [
      'counts less than a minute as what it is',
      { elapsedSeconds: 30, finishedLastMinute: 60 },
      { accountsPerMinute: 120, secondsLeft: 300 },
    ],
    [
      'promises no end while accounts are still listed',
      { state: 'listing' },
      { accountsPerMinute: 120, secondsLeft: null },
    ],
    [
      'promises no end when nothing was finished lately',
      { finishedLastMinute: 0 },
      { accountsPerMinute: 0, secondsLeft: null },
    ],
    [
      'is that of the whole scan when it is over',
      { state: 'completed', elapsedSeconds: 120, waiting: 0, finishedLastMinute: 3 },
      { accountsPerMinute: 200, secondsLeft: null },
    ],
    [
      'is not known in the first second',
      { elapsedSeconds: 0.4 },
      { accountsPerMinute: null, secondsLeft: null },
    ],
  ] as const)('%s', (_what, changes, pace) => {
    expect(measurePace({ ...going, ...changes })).toEqual(pace);
  });
});

test('nobody works any more on a scan that is completed, interrupted, cancelled or failed', () => {
  const states = [
    'listing',
    'scanning',
    'closing',
    'completed',
    'interrupted',
    'cancelled',
    'failed',
  ] as const;
  expect(states.filter(isOver)).toEqual(['completed', 'interrupted', 'cancelled', 'failed']);
});
