/**
 * SQL: whether a row of `finding` and a row `fact` of `access_key_fact` are one key: by id where both have one,
 * otherwise by user and creation time. Slots say nothing.
 */
export const sameKey = `(
  finding.account_id = fact.account_id
  and (
    finding.access_key_id = fact.access_key_id
    or (
      (finding.access_key_id is null or fact.access_key_id is null)
      and finding.user_arn = fact.user_arn
      and finding.key_created_at = coalesce(fact.last_rotated_at, '-infinity')
    )
  )
)`;
