/** Names of the public views, as in the schema `credsweep` and as `report --table` takes them. */
export const reportViewNames = [
  'aws_staleuser_details',
  'aws_staleuser_summary',
  'aws_accesskey_details',
  'aws_accesskey_highrisk',
  'aws_accesskey_summary',
  'root_credentials',
  'scan_coverage',
  'organization_trend',
  'key_findings',
  'organization_unit_summary',
  'owner_summary',
] as const;

/** Name of a public view. */
export type ReportViewName = (typeof reportViewNames)[number];

/** Whether a text names a public view. */
export function isReportViewName(name: string): name is ReportViewName {
  return (reportViewNames as readonly string[]).includes(name);
}
