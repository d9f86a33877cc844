import type { ReportViewName } from '@credsweep/core';

/** The order in which a report lists the rows of each public view. */
export const viewOrder = {
  aws_staleuser_details: 'account_id, user_arn',
  aws_staleuser_summary: 'stale_user_count desc, account_id',
  aws_accesskey_details: 'account_id, user_arn, key_slot',
  aws_accesskey_highrisk: 'account_id, user_arn, key_slot',
  aws_accesskey_summary: 'account_id, age_band',
  root_credentials: 'account_id',
  scan_coverage: 'scan_id desc, account_id',
  organization_trend: 'scan_id desc',
} as const satisfies Record<ReportViewName, string>;
