/** Selects users as the inventory knows them, from `account`, `scan` and `fact`. */
export const inventoryUserColumns = `
  account.account_id as "accountId",
  account.account_name as "accountName",
  fact.user_name as "userName",
  fact.user_arn as "userArn",
  fact.user_created_at as "createdAt",
  fact.password_enabled as "passwordEnabled",
  fact.last_login_at as "lastLoginAt",
  fact.days_since_login as "daysSinceLogin",
  fact.last_key_used_at as "lastKeyUsedAt",
  extract(day from scan.as_of - fact.last_key_used_at)::integer as "daysSinceKeyUse",
  fact.days_since_activity as "daysSinceActivity",
  fact.mfa_active as "mfaActive",
  fact.active_key_count as "activeKeyCount",
  fact.is_stale as "isStale",
  fact.stale_reason as "staleReason",
  fact.owner,
  scan.as_of as "dataAsOf"`;
