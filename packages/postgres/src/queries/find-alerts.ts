import type { AlertRecord } from '@credsweep/core';
import type { Database } from '../database.ts';
import { alertColumns, toAlertRecord, type AlertRow } from './alert-row.ts';

/** Finds messages by their id or its beginning; ten at most. */
export async function findAlerts(
  database: Database,
  idOrBeginning: string,
): Promise<readonly AlertRecord[]> {
  const { rows } = await database.query<AlertRow>(
    `select ${alertColumns} from credsweep.alert_message
     where starts_with(message_id::text, lower($1))
     order by created_at desc, message_id
     limit 10`,
    [idOrBeginning],
  );
  return rows.map(toAlertRecord);
}
