import { createReportReader } from '@credsweep/postgres';
import { readScanReport } from '@credsweep/reports';
import type pg from 'pg';
import { secondMs, type Reading } from './reading.ts';

/** Lists what the program reads for the report on a terminal, without its start and what it makes of it. */
export function listReportCalls(scanId: number): readonly Reading[] {
  const call = (name: string, work: CountRows): Reading => ({
    group: 'report',
    name,
    limitMs: secondMs,
    asOfScan: null,
    call: work,
  });
  return [
    call('totals of a scan', async (pool) => {
      await createReportReader(pool).summarizeScan(scanId);
      return 1;
    }),
    call('all that the terminal shows', async (pool) => {
      const reader = createReportReader(pool);
      const summary = await reader.summarizeScan(scanId);
      if (summary === null) throw new Error(`There is no scan ${scanId}.`);
      return (await readScanReport(reader, summary)).accounts.length;
    }),
    call('high-risk keys, the first batch', async (pool) => {
      const { batches } = await createReportReader(pool).readView('aws_accesskey_highrisk', null);
      for await (const rows of batches) return rows.length;
      return 0;
    }),
  ];
}

type CountRows = (pool: pg.Pool) => Promise<number>;
