import type { ScanStatus } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Reads how far a scan is and how fast it goes; null when there is no such scan. */
export async function readScanStatus(
  database: Database,
  scanId: number,
): Promise<ScanStatus | null> {
  const { rows } = await database.query<ScanStatus>(
    `select
       scan.scan_id as "scanId",
       scan.organization_id as "organizationId",
       scan.state,
       scan.started_at as "startedAt",
       scan.finished_at as "finishedAt",
       scan.error_code as "errorCode",
       scan.error_message as "errorMessage",
       scan.policy ->> 'name' as "policyName",
       scan.notice,
       extract(epoch from coalesce(scan.finished_at, now()) - scan.started_at)::float8 as "elapsedSeconds",
       counted.*
     from credsweep.scan
     cross join lateral (
       select
         count(*)::integer as accounts,
         count(*) filter (where state = 'scanned')::integer as scanned,
         count(*) filter (where state = 'failed')::integer as failed,
         count(*) filter (where state = 'skipped')::integer as skipped,
         count(*) filter (where state = 'waiting')::integer as waiting,
         count(*) filter (
           where state = 'waiting' and lease_token is not null and leased_at > now() - interval '2 minutes'
         )::integer as running,
         count(*) filter (
           where state in ('scanned', 'failed') and finished_at > now() - interval '1 minute'
         )::integer as "finishedLastMinute"
       from credsweep.account_scan
       where account_scan.scan_id = scan.scan_id
     ) as counted
     where scan.scan_id = $1`,
    [scanId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { rows: failures } = await database.query<{ code: string; accounts: number }>(
    `select code, count(*)::integer as accounts
     from credsweep.account_scan
     where scan_id = $1 and state = 'failed'
     group by code
     order by accounts desc, code`,
    [scanId],
  );
  return { ...row, failuresByCode: failures };
}
