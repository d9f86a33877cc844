import type { ReportViewName } from '@credsweep/core';

/** The order in which a report lists the rows of each public view. */
export const viewOrder = {
  aws_staleuser_details: 'account_id, user_arn',
  aws_staleuser_summary: 'stale_user_count desc, account_id',
  aws_accesskey_details: 'account_id, user_arn, key_slot',
  aws_accesskey_highrisk: 'account_id, user_arn, key_slot',
  // Youngest first: by the first number of `0-90`, `91-180`, `over 180`; `unknown` has none.
  aws_accesskey_summary: `account_id, substring(age_band from '[0-9]+')::integer nulls last, age_band`,
  root_credentials: 'account_id',
  scan_coverage: 'scan_id desc, account_id',
  organization_trend: 'scan_id desc',
  key_findings: 'finding_id',
  // Each unit is followed by those below it; what has no place comes last.
  organization_unit_summary: 'organization_id, ou_path collate "C" nulls last',
  owner_summary: `array_position(array['critical', 'high', 'medium', 'low'], worst_severity) nulls last,
    high_risk_key_count desc, stale_user_count desc, owner`,
} as const satisfies Record<ReportViewName, string>;
