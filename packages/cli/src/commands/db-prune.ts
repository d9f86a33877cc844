import { CredsweepError } from '@credsweep/core';
import { findScansToPrune, pruneScans, type Retention } from '@credsweep/postgres';
import { formatBytes, plural } from '@credsweep/reports';
import { readCount } from '../configuration/read-argument.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `credsweep db prune`, as they stand on the command line. */
export type DbPruneFlags = {
  readonly keepScans?: string;
  readonly keepDays?: string;
  readonly dryRun?: boolean;
};

/** Drops the users and keys of old scans; gives the exit code. */
export async function runDbPruneCommand(terminal: Terminal, flags: DbPruneFlags): Promise<number> {
  const retention = readRetention(flags);
  const { stdout } = terminal;
  const database = await openExistingDatabase(terminal);
  try {
    if (flags.dryRun === true) {
      const scans = await findScansToPrune(database.pool, retention);
      for (const { scanId, neededAccountIds } of scans)
        stdout.write(`Scan ${scanId} would be pruned${describeKept(neededAccountIds)}.\n`);
      stdout.write(`${plural(scans.length, 'scan')} would be pruned. Nothing was changed.\n`);
      return 0;
    }
    const pruned = await pruneScans(database.pool, retention, (scan) =>
      stdout.write(
        `Scan ${scan.scanId}: ${formatBytes(scan.freedBytes)} freed${describeKept(scan.keptAccountIds)}.\n`,
      ),
    );
    const freedBytes = pruned.reduce((sum, scan) => sum + scan.freedBytes, 0);
    stdout.write(
      pruned.length === 0
        ? 'There is nothing to prune.\n'
        : `Pruned ${plural(pruned.length, 'scan')}, ${formatBytes(freedBytes)} freed. ` +
            'Their totals, coverage and findings are kept.\n',
    );
    return 0;
  } finally {
    await database.close();
  }
}

function readRetention({ keepScans, keepDays }: DbPruneFlags): Retention {
  if (keepScans === undefined && keepDays === undefined) {
    throw new CredsweepError(
      'usage_invalid',
      'Say what to keep: --keep-scans N (the newest N completed scans of each organization), --keep-days N, or both; ' +
        'a scan that either of them keeps is kept.',
    );
  }
  return {
    keepScans: keepScans === undefined ? null : readCount('--keep-scans', keepScans, 1),
    keepDays: keepDays === undefined ? null : readCount('--keep-days', keepDays, 0),
  };
}

function describeKept(accountIds: readonly string[]): string {
  if (accountIds.length === 0) return '';
  const named = accountIds.slice(0, namedAccounts).join(', ');
  const more = accountIds.length > namedAccounts ? ', …' : '';
  return `; the facts of ${plural(accountIds.length, 'account')} stay, for nothing newer is known (${named}${more})`;
}

const namedAccounts = 3;
