import type { ReportReader } from '@credsweep/core';
import type { ConnectionPool } from './database.ts';
import { findNewestCompletedScan } from './queries/find-newest-completed-scan.ts';
import { listScans } from './queries/list-scans.ts';
import { refusePrunedScan } from './queries/refuse-pruned-scan.ts';
import { summarizeScan } from './queries/summarize-scan.ts';
import { readView } from './read-view.ts';

/** Implements the reading port of core on a migrated database. */
export function createReportReader(pool: ConnectionPool): ReportReader {
  return {
    listScans: (limit) => listScans(pool, limit),
    findNewestCompletedScan: () => findNewestCompletedScan(pool),
    summarizeScan: (scanId) => summarizeScan(pool, scanId),
    readView: async (view, scanId) => {
      if (scanId !== null) await refusePrunedScan(pool, scanId, view);
      return readView(pool, view, scanId);
    },
  };
}
