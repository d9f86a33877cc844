/**
 * SQL: the keys that a scan met of the open findings, as pairs of `finding_id` and a row of `access_key_fact`; the
 * scan is `$1`.
 *
 * A finding and a key are one by id where both have one, otherwise by user and creation time; then neither may be
 * known by its id as another one, for a user can have two keys of the same second. Slots say nothing.
 */
export const keysOfFindings = `
  select finding.finding_id, fact.*
  from credsweep.finding
  join credsweep.access_key_fact as fact
    on fact.account_id = finding.account_id and fact.access_key_id = finding.access_key_id
  where fact.scan_id = $1 and finding.state = 'open'
  union all
  select finding.finding_id, fact.*
  from credsweep.finding
  join credsweep.access_key_fact as fact
    on fact.account_id = finding.account_id
    and fact.user_arn = finding.user_arn
    and coalesce(fact.last_rotated_at, '-infinity') = finding.key_created_at
  where fact.scan_id = $1
    and finding.state = 'open'
    and (finding.access_key_id is null or fact.access_key_id is null)
    and not exists (
      select from credsweep.access_key_fact as named
      where named.scan_id = $1 and named.account_id = finding.account_id and named.access_key_id = finding.access_key_id
    )
    and not exists (
      select from credsweep.finding as named
      where named.state = 'open' and named.account_id = fact.account_id and named.access_key_id = fact.access_key_id
    )`;
