import { severities } from '@credsweep/core';
import type { FactChange, FactRecord } from './scan-change.ts';

/** The gravest first, then by account and ARN. */
export function rankChanges(left: FactChange, right: FactChange): number {
  return rankSeverity(left) - rankSeverity(right) || compareTexts(name(left), name(right));
}

/** The row that a change shows: that of the later scan where there is one. */
export function latestRecord({ before, after }: FactChange): FactRecord {
  return after ?? before ?? {};
}

/** The row by which a change was, or is, flagged. */
export function flaggedRecord({ before, after, isFlagged }: FactChange): FactRecord {
  return (isFlagged ? after : before) ?? {};
}

function rankSeverity(change: FactChange): number {
  const severity = flaggedRecord(change)['severity'];
  const rank = severities.findIndex((candidate) => candidate === severity);
  return rank === -1 ? severities.length : rank;
}

function name(change: FactChange): string {
  const record = latestRecord(change);
  return `${String(record['account_id'])} ${String(record['user_arn'])} ${String(record['key_slot'] ?? '')}`;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
