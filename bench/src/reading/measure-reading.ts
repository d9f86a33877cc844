import type pg from 'pg';
import { findParent, readFamilyCpuMs } from '../processes/cpu-of-machine.ts';
import type { Reading } from './reading.ts';
import type { StatementFigures } from './reading-report.ts';

/** Times a reading several times over one connection, and looks at what the server did for it. */
export async function measureReading(
  pool: pg.Pool,
  reading: Reading,
  runs: number,
): Promise<StatementFigures> {
  const { group, name, limitMs } = reading;
  const client = await pool.connect();
  try {
    await client.query(`select set_config('credsweep.scan_id', $1, false)`, [
      reading.asOfScan ?? '',
    ]);
    const run = async (): Promise<number> =>
      'call' in reading ? reading.call(pool) : countRows(client, reading.sql);
    const server = await findServer(client);
    const wallMs: number[] = [];
    let rows = 0;
    const cpuBefore = await readServerCpuMs(server);
    for (let turn = 0; turn < runs; turn += 1) {
      const begunAt = performance.now();
      rows = await run();
      wallMs.push(performance.now() - begunAt);
    }
    const cpuAfter = await readServerCpuMs(server);
    return {
      group,
      name,
      rows,
      limitMs,
      firstMs: wallMs[0] ?? 0,
      medianMs: wallMs.toSorted((left, right) => left - right)[Math.floor(runs / 2)] ?? 0,
      cpuMs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / runs,
      ...('sql' in reading ? await countPages(client, reading.sql) : noPages),
    };
  } finally {
    client.release(true);
  }
}

async function countRows(client: pg.PoolClient, sql: string): Promise<number> {
  // Several statements have several results, and the longest of them is the answer.
  const results = [(await client.query(sql)) as pg.QueryResult | pg.QueryResult[]].flat();
  return Math.max(...results.map(({ rows }) => rows.length));
}

async function countPages(
  client: pg.PoolClient,
  sql: string,
): Promise<Pick<StatementFigures, 'pagesHit' | 'pagesRead'>> {
  if (!/^\s*(select|with)\b/i.test(sql)) return noPages;
  const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ Plan: PlanBuffers }] }>(
    `explain (analyze, buffers, timing off, format json) ${sql}`,
  );
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  return {
    pagesHit: plan?.['Shared Hit Blocks'] ?? null,
    pagesRead: plan?.['Shared Read Blocks'] ?? null,
  };
}

type PlanBuffers = { readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number };

async function findServer(client: pg.PoolClient): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return findParent(rows[0]?.pid ?? 0);
}

/** Of every process of the server, those that help with a query included. */
async function readServerCpuMs(server: number | null): Promise<number | null> {
  return server === null ? null : readFamilyCpuMs(server);
}

const noPages = { pagesHit: null, pagesRead: null };
