/**
 * SQL: which keys of a scan are whose findings, as `finding_id` and a row of `access_key_fact`; the scan is `$1`.
 *
 * A finding and a key are one by id where both have one, otherwise by user and creation time; then neither may be
 * known by its id as another one, for a user can have two keys of the same second. A user of another creation time is
 * another user of the same name. Slots say nothing.
 *
 * A resolved finding counts only where the key has no other; of several that may be a nameless key's, one counts.
 */
export const keysOfFindings = `
  select *
  from (
    select
      pair.*,
      bool_or(not is_resolved) over (partition by account_id, user_arn, key_slot) as is_taken,
      row_number() over (
        partition by account_id, user_arn, key_slot, is_resolved, is_named
        order by is_surely_same_user desc, finding_id desc
      ) as place
    from (
      select
        finding.finding_id, finding.state = 'resolved' as is_resolved, true as is_named, true as is_surely_same_user,
        fact.*
      from credsweep.finding
      join credsweep.access_key_fact as fact
        on fact.account_id = finding.account_id and fact.access_key_id = finding.access_key_id
      where fact.scan_id = $1
      union all
      select
        finding.finding_id, finding.state = 'resolved', finding.access_key_id is not null,
        coalesce(finding.user_created_at = fact.user_created_at, false), fact.*
      from credsweep.finding
      join credsweep.access_key_fact as fact
        on fact.account_id = finding.account_id
        and fact.user_arn = finding.user_arn
        and coalesce(fact.last_rotated_at, '-infinity') = finding.key_created_at
      where fact.scan_id = $1
        and (finding.access_key_id is null or fact.access_key_id is null)
        and coalesce(finding.user_created_at = fact.user_created_at, true)
        and not exists (
          select from credsweep.access_key_fact as named
          where named.scan_id = $1 and named.account_id = finding.account_id and named.access_key_id = finding.access_key_id
        )
        and not exists (
          select from credsweep.finding as named
          where named.account_id = fact.account_id and named.access_key_id = fact.access_key_id
        )
    ) as pair
  ) as ranked
  where (place = 1 or (is_named and not is_resolved)) and not (is_resolved and is_taken)`;
