import type { ScheduledStart, ScanState } from '@credsweep/core';
import type pg from 'pg';
import { openScan } from './open-scan.ts';
import { selectSchedules, toSchedule, type ScheduleRow } from './schedule-row.ts';

/**
 * Opens the scan of a schedule, or notes why it is skipped. Run it in a transaction.
 *
 * Scheduled starts are made one after the other, so that of two schedules that are due at once one sees the other's
 * scan. The same start made twice, after a worker died, is known by the last one being minutes ago: no schedule may
 * be due that often.
 */
export async function openScheduledScan(
  client: pg.PoolClient,
  name: string,
  organizationId: string,
): Promise<ScheduledStart> {
  await client.query('select pg_advisory_xact_lock($1, $2)', scheduleLock);
  const { rows } = await client.query<ScheduleRow>(
    `${selectSchedules}
     where name = $1 and (last_started_at is null or last_started_at < now() - interval '10 minutes')`,
    [name],
  );
  if (rows[0] === undefined) return { kind: 'not_due' };
  const reason = await findHindrance(client, organizationId);
  if (reason !== null) {
    await client.query(
      'update credsweep.schedule set last_skipped_at = now(), last_skip_reason = $2 where name = $1',
      [name, reason],
    );
    return { kind: 'skipped', reason };
  }
  const { policy, settings } = toSchedule(rows[0]);
  const scan = await openScan(client, { policy, settings, asOf: null });
  await client.query(
    'update credsweep.schedule set last_started_at = now(), last_scan_id = $2 where name = $1',
    [name, scan.scanId],
  );
  return { kind: 'started', scan };
}

/** A scan whose organization is not known yet may be of this one. */
async function findHindrance(
  client: pg.PoolClient,
  organizationId: string,
): Promise<string | null> {
  const { rows } = await client.query<{ scan_id: number; state: ScanState; known: boolean }>(
    `select scan_id, state, organization_id is not null as known from credsweep.scan
     where state in ('listing', 'scanning', 'closing') and coalesce(organization_id, $1) = $1
     order by scan_id desc
     limit 1`,
    [organizationId],
  );
  const running = rows[0];
  if (running === undefined) return null;
  return running.known
    ? `Scan ${running.scan_id} of ${organizationId} was still going on (${running.state}).`
    : `Scan ${running.scan_id} was going on, and its organization was not known yet.`;
}

/** Two-integer advisory locks are credsweep's own key space; the migrations and the tests have the other numbers. */
const scheduleLock = [0x63726564, 3];
