import { severities } from '@credsweep/core';
import type { AccessKeyRow, HighRiskKeyRow, UserRow } from './html-report-data.ts';

/** Stale users first, longest without activity first; who was never active comes before everyone else. */
export function compareUsers(left: UserRow, right: UserRow): number {
  return (
    Number(right.isStale) - Number(left.isStale) ||
    Number(right.staleReason !== null) - Number(left.staleReason !== null) ||
    descending(left.daysSinceActivity ?? Infinity, right.daysSinceActivity ?? Infinity) ||
    (left.createdAt?.getTime() ?? 0) - (right.createdAt?.getTime() ?? 0) ||
    compareTexts(left.userArn, right.userArn)
  );
}

/** High-risk keys first, those of root users before all, then active ones, then by age. */
export function compareAccessKeys(left: AccessKeyRow, right: AccessKeyRow): number {
  return (
    Number(right.isHighRisk) - Number(left.isHighRisk) ||
    Number(right.isRoot) - Number(left.isRoot) ||
    Number(right.status === 'Active') - Number(left.status === 'Active') ||
    descending(left.ageDays ?? -1, right.ageDays ?? -1) ||
    compareTexts(left.userArn, right.userArn) ||
    left.keySlot - right.keySlot
  );
}

/** New ones first, then the gravest, then as all keys. */
export function compareHighRiskKeys(left: HighRiskKeyRow, right: HighRiskKeyRow): number {
  return (
    Number(right.isNew) - Number(left.isNew) ||
    rankSeverity(left.severity) - rankSeverity(right.severity) ||
    compareAccessKeys(left, right)
  );
}

function rankSeverity(severity: string | null): number {
  const rank = severities.findIndex((known) => known === severity);
  return rank === -1 ? severities.length : rank;
}

function descending(left: number, right: number): number {
  return left === right ? 0 : right > left ? 1 : -1;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
