import type { Policy } from '@credsweep/core';
import type { TestDatabase } from '@credsweep/testkit';

/** What the database says of a scan, read by SQL from the public views as a dashboard reads them. */
export type Truth = {
  readonly scanId: number;
  readonly organizationId: string;
  readonly policy: Policy;
  readonly asOf: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly users: readonly SqlRow[];
  readonly userSummary: readonly SqlRow[];
  readonly keys: readonly SqlRow[];
  readonly highRisk: readonly SqlRow[];
  readonly bands: readonly SqlRow[];
  readonly roots: readonly SqlRow[];
  readonly coverage: readonly SqlRow[];
  /** Newest first. */
  readonly trend: readonly SqlRow[];
  readonly units: readonly SqlRow[];
  /** The worst first. */
  readonly owners: readonly SqlRow[];
  readonly apiCalls: Readonly<Record<string, number>>;
};

/** A row by the names of its columns; the test knows their types. */
// oxlint-disable-next-line typescript/no-explicit-any
export type SqlRow = Readonly<Record<string, any>>;

/** Reads everything about the newest scan. */
export async function readTruth(pool: TestDatabase['pool']): Promise<Truth> {
  const read = async (sql: string): Promise<readonly SqlRow[]> => (await pool.query(sql)).rows;
  const view = (name: string, order: string): Promise<readonly SqlRow[]> =>
    read(`select * from credsweep.${name} order by ${order}`);
  const [scan = {}] = await read('select * from credsweep.scan order by scan_id desc limit 1');
  const scanId = Number(scan['scan_id']);
  const calls = await read(
    `select key, sum(value::integer)::integer as calls
     from (
       select directory_api_calls as counted from credsweep.scan where scan_id = ${scanId}
       union all
       select api_calls from credsweep.account_scan where scan_id = ${scanId}
     ) as both_sides
     cross join lateral jsonb_each_text(counted)
     group by key order by key`,
  );
  return {
    scanId,
    organizationId: scan['organization_id'],
    policy: scan['policy'],
    asOf: scan['as_of'],
    startedAt: scan['started_at'],
    finishedAt: scan['finished_at'],
    users: await view('aws_staleuser_details', 'account_id, user_arn'),
    userSummary: await view('aws_staleuser_summary', 'account_id'),
    keys: await view('aws_accesskey_details', 'account_id, user_arn, key_slot'),
    highRisk: await view('aws_accesskey_highrisk', 'account_id, user_arn, key_slot'),
    bands: await view('aws_accesskey_summary', 'account_id'),
    roots: await view('root_credentials', 'account_id'),
    coverage: (await view('scan_coverage', 'account_id')).filter(
      (row) => row['scan_id'] === scanId,
    ),
    trend: await view('organization_trend', 'scan_id desc'),
    units: await view('organization_unit_summary', 'ou_path collate "C" nulls last'),
    owners: await view(
      'owner_summary',
      `array_position(array['critical', 'high', 'medium', 'low'], worst_severity) nulls last,
       high_risk_key_count desc, stale_user_count desc, owner`,
    ),
    apiCalls: Object.fromEntries(calls.map((row) => [row['key'], row['calls']])),
  };
}
