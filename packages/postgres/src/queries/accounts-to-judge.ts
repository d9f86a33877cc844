/**
 * SQL: the accounts whose findings a scan moves, as `account_id`, `left_at`, `as_of` and `is_telling`; the scan is `$1`.
 *
 * These are the accounts that the scan has read, unless a newer one has read them already, and those that have left.
 * What is flagged there is news (`is_telling`) unless the scan is the organization's baseline, began before that was
 * completed (and may have overtaken it), or is the first to take an account that was there before but was never selected.
 */
export const accountsToJudge = `
  select
    account.account_id,
    account.left_at,
    scan.as_of,
    coalesce(baseline.finished_at <= scan.started_at, false) and (account.first_listed_scan_id = $1 or exists (
      select from credsweep.account_scan as earlier
      where earlier.account_id = account.account_id and earlier.scan_id < $1
    )) as is_telling
  from credsweep.account
  join credsweep.scan on scan.scan_id = $1 and scan.organization_id = account.organization_id
  join credsweep.organization on organization.organization_id = scan.organization_id
  left join credsweep.scan as baseline on baseline.scan_id = organization.baseline_scan_id
  where account.last_good_scan_id = $1 or account.left_at is not null`;
