import { readAlertMessage, type AlertMessage, type StoredAlertMessage } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Reads a message as it is sent; null when there is none of this id. */
export async function readAlert(
  database: Database,
  messageId: string,
): Promise<AlertMessage | null> {
  const { rows } = await database.query<{ message: StoredAlertMessage }>(
    'select message from credsweep.alert_message where message_id = $1',
    [messageId],
  );
  return rows[0] === undefined ? null : readAlertMessage(rows[0].message);
}
