import { expect, test } from 'vitest';
import { isOverByHours } from './is-over-by-hours.ts';
import type { RiskReason } from './judge-access-key.ts';

const policy = { keyRotationDays: 365, neverUsedKeyGraceDays: 7 };

test.each<readonly [riskReasons: readonly RiskReason[], ageDays: number | null, is: boolean]>([
  [['rotation_overdue'], 365, true],
  [['rotation_overdue'], 366, false],
  [['rotation_overdue', 'never_used'], 365, true],
  [['never_used'], 7, true],
  [['never_used'], 8, false],
  // The threshold of a reason that the key does not have.
  [['never_used'], 365, false],
  [['rotation_overdue'], 7, false],
  [['root_key'], 365, false],
  [['rotation_overdue'], null, false],
])('a key with %j and an age of %s whole days is over by hours: %s', (riskReasons, ageDays, is) => {
  expect(isOverByHours({ riskReasons, ageDays }, policy)).toBe(is);
});
