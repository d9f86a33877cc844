import { createPostgresOutbox } from '@credsweep/postgres';
import { renderAlert } from '@credsweep/reports';
import { findAlert } from '../find-alert.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import type { Terminal } from '../terminal.ts';

/** Shows one message and what became of it; gives the exit code. */
export async function runAlertsShowCommand(
  terminal: Terminal,
  id: string,
  { format }: { readonly format: 'table' | 'json' },
): Promise<number> {
  const database = await openExistingDatabase(terminal);
  try {
    const outbox = createPostgresOutbox(database.pool);
    const alert = await findAlert(outbox, id);
    const message = await outbox.readAlertMessage(alert.messageId);
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    terminal.stdout.write(
      format === 'json' || message === null
        ? `${JSON.stringify({ ...alert, message }, null, 2)}\n`
        : renderAlert(alert, message, timeZone),
    );
    return 0;
  } finally {
    await database.close();
  }
}
