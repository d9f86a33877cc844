import {
  addAccessKey,
  getAccount,
  removeRole,
  setAccountState,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openStage, prepareReports, type ScanStage } from '@credsweep/testkit';
import { buildEveryCaseWorld, daysBefore, worldAccounts } from './oracle/every-case-world.ts';
import { sortRows, type ViewRecord } from './oracle/expected-views.ts';
import { readView, withoutColumns } from './oracle/read-views.ts';

const redisUrl = inject('redisUrl');

describe.skipIf(redisUrl === undefined)('the same scans on Redis and on PostgreSQL', () => {
  const stages: ScanStage[] = [];
  // Neither a threshold nor a whole day passes between the scans of one backend and those of the other.
  const world = buildEveryCaseWorld(new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000));

  beforeAll(async () => {
    removeRole(world, worldAccounts.empty, 'OrganizationAccountAccessRole');
    const onPostgres = await openStage({ organization: world });
    stages.push(onPostgres);
    const environment = { REDIS_URL: redisUrl ?? '' };
    stages.push(await openStage({ organization: world, environment }));
    await scanBoth(stages, 3);
    changeWorld(world);
    await scanBoth(stages, 0);
  });
  afterAll(async () => {
    for (const stage of stages) await stage.close();
  });

  test.each([
    'aws_staleuser_details',
    'aws_staleuser_summary',
    'aws_accesskey_details',
    'aws_accesskey_highrisk',
    'aws_accesskey_summary',
    'root_credentials',
    'scan_coverage',
    'organization_trend',
  ])('give identical rows in %s', async (view) => {
    const [onPostgres, onRedis] = await Promise.all(
      stages.map(async (stage) => comparable(await readView(stage.database.pool, view))),
    );
    expect(onPostgres?.length).toBeGreaterThan(0);
    expect(onRedis).toEqual(onPostgres);
  });

  test('keep their jobs in one backend each', async () => {
    const schemas = stages.map(async ({ database }) => {
      const { rows } = await database.pool.query<{ name: string | null }>(
        `select to_regnamespace('bullmq')::text as name`,
      );
      return rows[0]?.name;
    });
    expect(await Promise.all(schemas)).toEqual(['bullmq', null]);
  });
});

async function scanBoth(stages: readonly ScanStage[], exitCode: number): Promise<void> {
  for (const stage of stages) {
    const run = await stage.run(['scan', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(exitCode);
  }
}

/** Between the scans a key becomes news, and an account that failed before is closed. */
function changeWorld(organization: SimulatedOrganization): void {
  addAccessKey(organization, worldAccounts.management, 'nothing', {
    createdAt: daysBefore(new Date(), 20),
  });
  setAccountState(organization, worldAccounts.empty, 'CLOSED');
  getAccount(organization, worldAccounts.sandbox).name = 'renamed';
  prepareReports(organization, new Date());
}

/** Leaves out what tells when a scan ran, and the order in which it met the keys. */
function comparable(rows: readonly ViewRecord[]): readonly ViewRecord[] {
  return sortRows(
    withoutColumns(
      rows,
      'data_as_of',
      'as_of',
      'first_flagged_at',
      'finding_id',
      'finished_at',
      'duration',
      'report_generated_at',
    ),
  );
}
