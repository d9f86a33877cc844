import { isCoverageComplete, type ScanSummary } from '@credsweep/core';
import { plural } from '@credsweep/reports';
import type { FailOn } from './configuration/configuration-schema.ts';
import type { Terminal } from './terminal.ts';

/** The exit code that says how a scan went. */
export function toExitCode(summary: ScanSummary, failOn: readonly FailOn[]): number {
  if (summary.state !== 'completed') return 1;
  if (findTripped(summary, failOn).length > 0) return 4;
  return isCoverageComplete(summary.coverage) ? 0 : 3;
}

/** An exit code alone does not tell a person what tripped. */
export function tellOfTripped(
  { stderr }: Terminal,
  summary: ScanSummary,
  failOn: readonly FailOn[],
): void {
  const tripped = findTripped(summary, failOn);
  if (summary.state !== 'completed' || tripped.length === 0) return;
  stderr.write(
    `Exit code 4: ${tripped.join(', ')}. "credsweep report diff" tells what changed since the scan before.\n`,
  );
}

function findTripped(summary: ScanSummary, failOn: readonly FailOn[]): readonly string[] {
  const counts = {
    'stale-users': summary.staleUsers,
    'high-risk-keys': summary.highRiskKeys,
    'new-high-risk-keys': summary.newHighRiskKeys,
  } as const satisfies Record<FailOn, number>;
  return failOn
    .filter((condition) => counts[condition] > 0)
    .map((condition) => `${plural(counts[condition], nouns[condition])} (--fail-on ${condition})`);
}

const nouns = {
  'stale-users': 'stale user',
  'high-risk-keys': 'high-risk key',
  'new-high-risk-keys': 'new high-risk key',
} as const satisfies Record<FailOn, string>;
