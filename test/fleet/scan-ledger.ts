import type pg from 'pg';
import { waitUntil } from './open-fleet.ts';

/** An account of a scan as the ledger has it. */
export type LedgerRow = {
  readonly account_id: string;
  readonly state: string;
  readonly code: string | null;
  readonly attempts: number;
  readonly leased_at: Date | null;
  readonly finished_at: Date | null;
};

/** Reads what became of each account of a scan. */
export async function readLedger(pool: pg.Pool, scanId: number): Promise<readonly LedgerRow[]> {
  const { rows } = await pool.query<LedgerRow>(
    `select account_id, state, code, attempts, leased_at, finished_at
     from credsweep.account_scan where scan_id = $1 order by account_id`,
    [scanId],
  );
  return rows;
}

/** Waits until so many accounts of a scan have an outcome. */
export async function waitForOutcomes(
  pool: pg.Pool,
  scanId: number,
  count: number,
  timeoutMs: number,
): Promise<void> {
  await waitUntil(`${count} accounts of scan ${scanId} done`, timeoutMs, async () => {
    return (await countOutcomes(pool, scanId)) >= count;
  });
}

/** Counts the accounts of a scan that have an outcome. */
async function countOutcomes(pool: pg.Pool, scanId: number): Promise<number> {
  const { rows } = await pool.query<{ done: number }>(
    `select count(*)::integer as done from credsweep.account_scan where scan_id = $1 and state <> 'waiting'`,
    [scanId],
  );
  return rows[0]?.done ?? 0;
}

/** Waits until a scan is completed; throws at once when it ends otherwise. */
export async function waitForCompletion(
  pool: pg.Pool,
  scanId: number,
  timeoutMs: number,
): Promise<void> {
  let state = await readState(pool, scanId).catch(() => 'unknown');
  await waitUntil(`scan ${scanId} completed`, timeoutMs, async () => {
    state = await readState(pool, scanId);
    return !(state === 'listing' || state === 'scanning' || state === 'closing');
  }).catch(async (failure: unknown) => {
    throw new Error(await describeScan(pool, scanId), { cause: failure });
  });
  if (state !== 'completed') throw new Error(`Scan ${scanId} is ${state}.`);
}

/** Reads the state of a scan. */
export async function readState(pool: pg.Pool, scanId: number): Promise<string> {
  const { rows } = await pool.query<{ state: string }>(
    'select state from credsweep.scan where scan_id = $1',
    [scanId],
  );
  return rows[0]?.state ?? 'missing';
}

/** Counts the calls to AWS that a scan has booked. */
export async function sumApiCalls(
  pool: pg.Pool,
  scanId: number,
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ action: string; calls: number }>(
    `select key as action, sum(value::integer)::integer as calls
     from credsweep.account_scan cross join lateral jsonb_each_text(api_calls)
     where scan_id = $1 group by key`,
    [scanId],
  );
  return Object.fromEntries(rows.map(({ action, calls }) => [action, calls]));
}

async function describeScan(pool: pg.Pool, scanId: number): Promise<string> {
  const { rows } = await pool.query<{ summary: string }>(
    `select format('%s: %s', state, count(*)) as summary from credsweep.account_scan where scan_id = $1 group by state`,
    [scanId],
  );
  const state = await readState(pool, scanId);
  return `Scan ${scanId} is ${state}, its accounts: ${rows.map(({ summary }) => summary).join(', ')}.`;
}
