import type { Policy, ScanSummary } from '@credsweep/core';
import { formatChange } from '../format-change.ts';
import { formatCount, formatMinute, plural } from '../format.ts';
import { toPrintable } from '../printable.ts';
import type { VerdictCounts } from './count-verdicts.ts';

/** Says that a summary is judged by another policy than its scan's, what that changes, and what it leaves open. */
export function explainWhatIf(summary: ScanSummary): readonly string[] {
  const { policy, whatIf, scanId, organizationId, asOf, staleUsers, highRiskKeys } = summary;
  if (whatIf === undefined) return [];
  const of = organizationId === null ? '' : ` of ${organizationId}`;
  return [
    `What if: policy ${policy.name} instead of ${whatIf.scanPolicy.name}; scan ${scanId}${of}, as of ${formatMinute(asOf)}`,
    `Stale users ${describeChange(whatIf.staleUsers, staleUsers)}, high-risk keys ${describeChange(whatIf.highRiskKeys, highRiskKeys)}.`,
    ...whatIf.notes,
  ].map(toPrintable);
}

/** Says what a policy cannot judge anew from stored facts. */
export function describeLimits(counts: VerdictCounts, policy: Policy): readonly string[] {
  const { newlyFlaggedKeys, newlyFlaggedWithoutId, unexemptedUsers, unexemptedKeys } = counts;
  const notes = [
    'Nothing was scanned for this and nothing is stored; other scans and findings keep their verdicts.',
  ];
  if (newlyFlaggedKeys > 0)
    notes.push(
      `${plural(newlyFlaggedKeys, 'high-risk key')} by this policy only: without a finding, so that nobody knows whether new.`,
    );
  if (newlyFlaggedWithoutId > 0)
    notes.push(
      `${formatCount(newlyFlaggedWithoutId)} of these without an id: the scan asked IAM only for ids of keys that its own policy flags.` +
        (policy.exemptions.some(({ key }) => key !== undefined)
          ? ' Exemptions by key id do not reach them.'
          : ''),
    );
  if (counts.flaggedWithoutTags > 0 && policy.exemptions.some(({ tag }) => tag !== undefined))
    notes.push(
      `Exemptions by tag do not reach ${formatCount(counts.flaggedWithoutTags)} stale users and high-risk keys: the scan did not ask for their tags.`,
    );
  if (unexemptedUsers + unexemptedKeys > 0)
    notes.push(
      `${plural(unexemptedUsers, 'user')} and ${plural(unexemptedKeys, 'key')} that the scan's policy exempts are judged like all others: ` +
        (policy.exemptions.length === 0
          ? `policy ${policy.name} has no exemptions.`
          : `the exemptions of policy ${policy.name} do not cover them.`),
    );
  return notes;
}

function describeChange(before: number, after: number): string {
  return `${formatCount(before)} → ${formatCount(after)} (${formatChange(after - before)})`;
}
