import type { AlertRecord, AlertState } from '@credsweep/core';
import type { Database } from '../database.ts';
import { alertColumns, toAlertRecord, type AlertRow } from './alert-row.ts';

/** Lists messages, the newest first; null takes all. */
export async function listAlerts(
  database: Database,
  choice: {
    readonly state: AlertState | null;
    readonly scanId: number | null;
    readonly limit: number;
  },
): Promise<readonly AlertRecord[]> {
  const { rows } = await database.query<AlertRow>(
    `select ${alertColumns} from credsweep.alert_message
     where ($1::text is null or state = $1) and ($2::integer is null or scan_id = $2)
     order by created_at desc, channel
     limit $3`,
    [choice.state, choice.scanId, choice.limit],
  );
  return rows.map(toAlertRecord);
}
