import type { Policy, ReportReader, ScanSummary } from '@credsweep/core';
import { readRecords } from '../read-records.ts';
import { countVerdicts, type VerdictCounts } from './count-verdicts.ts';
import { deriveView } from './derive-views.ts';
import { rejudgeAccessKey } from './rejudge-record.ts';
import { describeLimits } from './describe-what-if.ts';

/**
 * Reads what scans have written as if another policy had judged it; nothing is scanned and nothing is written.
 *
 * Facts and their times stay, ages count to each row's `data_as_of`. Summaries carry `whatIf`, which says what could
 * not be judged anew: the ids of keys that only this policy flags, findings and what is new, and the trend.
 *
 * @throws CredsweepError `scan_pruned` when users and keys of the scan are no longer kept
 */
export function createWhatIfReader(reader: ReportReader, policy: Policy): ReportReader {
  const counted = new Map<number | null, Promise<VerdictCounts>>();
  const count = (scanId: number | null): Promise<VerdictCounts> => {
    const counting = counted.get(scanId) ?? countVerdicts(reader, scanId, policy);
    counted.set(scanId, counting);
    return counting;
  };
  return {
    listScans: (limit) => reader.listScans(limit),
    findNewestCompletedScan: () => reader.findNewestCompletedScan(),
    readView: (view, scanId) =>
      deriveView(view, { reader, scanId, policy, countVerdicts: () => count(scanId) }),
    summarizeScan: async (scanId) => {
      const stored = await reader.summarizeScan(scanId);
      if (stored === null) return null;
      const counts = await count(scanId);
      return {
        ...stored,
        policy,
        staleUsers: counts.staleUsers,
        highRiskKeys: counts.highRiskKeys,
        highRiskKeysBySeverity: counts.highRiskKeysBySeverity,
        newHighRiskKeys: await countNewKeys(reader, stored, policy),
        whatIf: {
          scanPolicy: stored.policy,
          staleUsers: stored.staleUsers,
          highRiskKeys: stored.highRiskKeys,
          notes: describeLimits(counts, policy),
        },
      };
    },
  };
}

/** Keys that were new to the scan and that the policy flags, too. */
async function countNewKeys(
  reader: ReportReader,
  { scanId, newHighRiskKeys }: ScanSummary,
  policy: Policy,
): Promise<number> {
  if (newHighRiskKeys === 0) return 0;
  let count = 0;
  for await (const record of readRecords(await reader.readView('aws_accesskey_highrisk', scanId)))
    if (record['is_new'] === true && rejudgeAccessKey(record, policy)['is_high_risk'] === true)
      count += 1;
  return count;
}
