import { severities, type ScanSummary } from '@credsweep/core';
import { formatCount } from './format.ts';

/** High-risk keys by severity, such as `1 critical, 12 high`; empty where there are none or none was judged. */
export function describeSeverities({
  highRiskKeys,
  highRiskKeysBySeverity: counts,
}: Pick<ScanSummary, 'highRiskKeys' | 'highRiskKeysBySeverity'>): string {
  if (counts === null) return '';
  const judged = severities.reduce((sum, severity) => sum + counts[severity], 0);
  return [
    ...severities.map((severity) => [counts[severity], severity] as const),
    [highRiskKeys - judged, 'of unknown severity'] as const,
  ]
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatCount(count)} ${words}`)
    .join(', ');
}
