import type { ReportReader } from '@credsweep/core';
import { createInventory, createReportReader } from '@credsweep/postgres';
import { readScanReport } from '@credsweep/reports';
import type pg from 'pg';
import { secondMs, type Reading } from './reading.ts';

/** Lists what the program itself reads for the overview page, the summary on a terminal, and the first pages of lists. */
export function listOverviewCalls(scanId: number, organizationId: string): readonly Reading[] {
  const call = (name: string, limitMs: number | null, work: CountRows): Reading => ({
    group: "the program's own reading",
    name,
    limitMs,
    asOfScan: null,
    call: work,
  });
  const page = { accountId: null, after: null, limit: 50 };
  return [
    call('overview, all its figures', secondMs, async (pool) => {
      const reader = createReportReader(pool);
      const inventory = createInventory(pool);
      return (
        (await readSummary(reader, scanId)) +
        (await countRows(reader, 'organization_trend')) +
        (await inventory.countWorstStaleUsers(organizationId, 12)).length +
        (await inventory.countKeyAges(organizationId)).length +
        (await inventory.countRootUsers(organizationId)).accounts
      );
    }),
    call('summary of a scan for the terminal', secondMs, (pool) =>
      readSummary(createReportReader(pool), scanId),
    ),
    call('totals of a scan', secondMs, async (pool) => {
      await createReportReader(pool).summarizeScan(scanId);
      return 1;
    }),
    call('high-risk keys, the first batch of a report', secondMs, async (pool) => {
      const { batches } = await createReportReader(pool).readView('aws_accesskey_highrisk', null);
      for await (const rows of batches) return rows.length;
      return 0;
    }),
    call('a page of accounts, the worst first', null, async (pool) => {
      const { accountId: _, ...request } = page;
      const accounts = await createInventory(pool).listAccounts({
        ...request,
        order: 'high-risk-keys',
        text: null,
      });
      return accounts.length;
    }),
    call('a page of stale users', null, async (pool) => {
      const users = await createInventory(pool).listUsers({ ...page, isStale: true });
      return users.length;
    }),
    call('a page of high-risk keys', null, async (pool) => {
      const keys = await createInventory(pool).listAccessKeys({ ...page, isHighRisk: true });
      return keys.length;
    }),
    call('users by the beginning of the name', null, async (pool) => {
      const users = await createInventory(pool).findUsers('svc-1f', 50);
      return users.length;
    }),
  ];
}

type CountRows = (pool: pg.Pool) => Promise<number>;

async function readSummary(reader: ReportReader, scanId: number): Promise<number> {
  const summary = await reader.summarizeScan(scanId);
  if (summary === null) throw new Error(`There is no scan ${scanId}.`);
  return (await readScanReport(reader, summary)).accounts.length;
}

async function countRows(reader: ReportReader, view: 'organization_trend'): Promise<number> {
  let count = 0;
  for await (const rows of (await reader.readView(view, null)).batches) count += rows.length;
  return count;
}
