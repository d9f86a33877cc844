import { readSqlExamples } from '@credsweep/testkit';
import { readFile } from 'node:fs/promises';
import { readDashboardQueries } from './read-dashboard-queries.ts';
import { secondMs, type Reading } from './reading.ts';
import { listReportCalls } from './list-report-calls.ts';

/**
 * Lists what dashboards, the web and people read.
 *
 * @param scanId the newest scan
 */
export async function listReadings(
  scanId: number,
  organizationId: string,
): Promise<readonly Reading[]> {
  const middle = Math.max(1, Math.floor(scanId / 2));
  const questions = await readFile(new URL('../../../docs/queries.md', import.meta.url), 'utf8');
  return [
    ...summaryViews.map((name) => summary('summary views', name)),
    {
      group: 'summary views',
      name: 'scan_coverage of a scan',
      limitMs: secondMs,
      asOfScan: null,
      sql: `select * from credsweep.scan_coverage where scan_id = ${scanId}`,
    },
    ...firstPages('first pages'),
    ...listReportCalls(scanId),
    ...summaryViews.map((name) => summary(`as of scan ${middle}`, name, middle)),
    ...firstPages(`as of scan ${middle}`, middle),
    ...(await readDashboardQueries(organizationId)).map(({ title, sql }): Reading => ({
      group: 'dashboard',
      name: title,
      limitMs: secondMs,
      asOfScan: null,
      sql,
    })),
    ...readSqlExamples(questions).map(({ question, sql }): Reading => ({
      group: 'docs/queries.md',
      name: question,
      limitMs: null,
      asOfScan: null,
      sql,
    })),
  ];
}

function summary(group: string, name: string, asOfScan: number | null = null): Reading {
  return { group, name, limitMs: secondMs, asOfScan, sql: `select * from credsweep.${name}` };
}

function firstPages(group: string, asOfScan: number | null = null): readonly Reading[] {
  const page = (name: string, sql: string, limitMs: number | null = secondMs): Reading => ({
    group,
    name,
    limitMs: asOfScan === null ? limitMs : null,
    asOfScan,
    sql: `select * from credsweep.${sql}`,
  });
  return [
    page(
      'high-risk keys, the worst 100',
      `aws_accesskey_highrisk order by ${worst}, age_days desc nulls first limit 100`,
    ),
    page(
      'high-risk keys, the first 100 by account',
      'aws_accesskey_highrisk order by account_id, user_arn, key_slot limit 100',
    ),
    page('high-risk keys that are new', 'aws_accesskey_highrisk where is_new limit 100', null),
    page(
      'findings, the worst 100 that are open',
      `key_findings where state = 'open' order by ${worst}, key_created_at limit 100`,
    ),
    page('findings, the first 100', 'key_findings order by finding_id limit 100'),
    page(
      'keys of one account',
      'aws_accesskey_details where account_id = (select max(account_id) from credsweep.root_credentials)',
    ),
  ];
}

const summaryViews = [
  'aws_staleuser_summary',
  'aws_accesskey_summary',
  'organization_unit_summary',
  'owner_summary',
  'root_credentials',
  'organization_trend',
];
const worst = `array_position(array['critical', 'high', 'medium', 'low'], severity)`;
