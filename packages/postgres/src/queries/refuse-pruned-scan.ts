import { CredsweepError, type ReportViewName } from '@credsweep/core';
import type { Database } from '../database.ts';

/**
 * Keeps a view that is made of users and keys from being shown with holes.
 *
 * @throws CredsweepError `scan_pruned` when the facts of the scan were dropped
 */
export async function refusePrunedScan(
  database: Database,
  scanId: number,
  view: ReportViewName,
): Promise<void> {
  if (!viewsOfFacts.has(view)) return;
  const { rows } = await database.query<{ kept: number[] }>(
    `select array(
       select scan_id from credsweep.scan where state = 'completed' and facts_pruned_at is null order by scan_id desc limit 10
     ) as kept
     from credsweep.scan
     where scan_id = $1 and facts_pruned_at is not null`,
    [scanId],
  );
  if (rows[0] === undefined) return;
  const kept = rows[0].kept.toReversed().join(', ');
  throw new CredsweepError(
    'scan_pruned',
    `The users and keys of scan ${scanId} were dropped by "credsweep db prune". Its totals, counts, coverage and findings are kept ` +
      `(organization_trend, the summary views, scan_coverage, key_findings). Scans with all their rows: ${kept}.`,
    { details: { scanId } },
  );
}

const viewsOfFacts: ReadonlySet<ReportViewName> = new Set([
  'aws_staleuser_details',
  'aws_accesskey_details',
  'aws_accesskey_highrisk',
]);
