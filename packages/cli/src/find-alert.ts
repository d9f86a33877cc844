import { CredsweepError, type AlertArchive, type AlertRecord } from '@credsweep/core';

/**
 * Finds the one message that an argument means, by its id or the beginning of it.
 *
 * @throws CredsweepError `alert_not_found`, or `usage_invalid` when it may be several
 */
export async function findAlert(
  outbox: Pick<AlertArchive, 'findAlerts'>,
  id: string,
): Promise<AlertRecord> {
  const found = /^[\da-f-]{4,36}$/i.test(id) ? await outbox.findAlerts(id) : [];
  const [alert] = found;
  if (alert === undefined) {
    throw new CredsweepError(
      'alert_not_found',
      `There is no alert ${JSON.stringify(id)} in this database. "credsweep alerts list" lists them; ` +
        'the first characters of an id are enough, four at least.',
    );
  }
  if (found.length > 1) {
    throw new CredsweepError(
      'usage_invalid',
      `${JSON.stringify(id)} may be any of ${found.map(({ messageId }) => messageId).join(', ')}. Give more of the id.`,
    );
  }
  return alert;
}
