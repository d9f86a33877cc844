import { CredsweepError, type AlertState } from '@credsweep/core';
import { createPostgresOutbox } from '@credsweep/postgres';
import { renderAlerts } from '@credsweep/reports';
import { readScanId } from '../configuration/read-argument.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `credsweep alerts list`. */
export type AlertsListFlags = {
  readonly format: 'table' | 'json';
  readonly state?: AlertState;
  readonly scan?: string;
  readonly limit: string;
};

/** Lists messages, the newest first; gives the exit code. */
export async function runAlertsListCommand(
  terminal: Terminal,
  { format, state, scan, limit }: AlertsListFlags,
): Promise<number> {
  const choice = {
    state: state ?? null,
    scanId: scan === undefined ? null : readScanId(scan),
    limit: readLimit(limit),
  };
  const database = await openExistingDatabase(terminal);
  try {
    const alerts = await createPostgresOutbox(database.pool).listAlerts(choice);
    if (format === 'json') terminal.stdout.write(`${JSON.stringify(alerts, null, 2)}\n`);
    else if (alerts.length === 0)
      terminal.stdout.write(
        'There are no such alerts. Scans write them once credsweep.config.yaml has channels.\n',
      );
    else {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      terminal.stdout.write(renderAlerts(alerts, timeZone));
    }
    return 0;
  } finally {
    await database.close();
  }
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new CredsweepError(
    'usage_invalid',
    `--limit ${JSON.stringify(text)} is not a whole number from 1 to 99999.`,
  );
}
