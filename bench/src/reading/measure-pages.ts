import { findFreePort } from '@credsweep/testkit';
import type pg from 'pg';
import { startProgram } from './measure-programs.ts';
import type { ReadingDatabase } from './open-reading-database.ts';
import { secondMs } from './reading.ts';
import type { PageFigures } from './reading-report.ts';

/** Serves the database with `credsweep serve` and asks for pages, as a browser would; the median counts. */
export async function measurePages(
  database: ReadingDatabase,
  runs: number,
): Promise<readonly PageFigures[]> {
  const port = await findFreePort();
  const service = startProgram(database, ['serve', '--port', String(port)], {
    CREDSWEEP_WEB_TOKENS: `bench:reader:${token}`,
  });
  try {
    await service.waitForOutput(/Serving at/);
    const figures: PageFigures[] = [];
    for (const { path, limitMs } of await listPages(database.pool)) {
      const wallMs: number[] = [];
      let kilobytes = 0;
      for (let turn = 0; turn < runs; turn += 1) {
        const begunAt = performance.now();
        kilobytes = (await fetchPage(`http://127.0.0.1:${port}${path}`)).length / 1024;
        wallMs.push(performance.now() - begunAt);
      }
      const sorted = wallMs.toSorted((left, right) => left - right);
      figures.push({
        path,
        limitMs,
        kilobytes,
        firstMs: wallMs[0] ?? 0,
        medianMs: sorted[Math.floor(runs / 2)] ?? 0,
      });
    }
    return figures;
  } finally {
    service.kill('SIGTERM');
    await service.ended;
  }
}

async function listPages(
  pool: pg.Pool,
): Promise<readonly { readonly path: string; readonly limitMs: number | null }[]> {
  const { rows } = await pool.query<{ largest: string }>(
    'select account_id as largest from credsweep.aws_staleuser_summary order by user_count desc limit 1',
  );
  return [
    { path: '/', limitMs: secondMs },
    { path: '/accounts', limitMs: secondMs },
    { path: `/accounts/${rows[0]?.largest}`, limitMs: secondMs },
    { path: '/findings?state=open', limitMs: secondMs },
    { path: '/search?q=svc-1f', limitMs: null },
    { path: '/scans', limitMs: secondMs },
  ];
}

async function fetchPage(url: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const page = await response.text();
  if (!response.ok) throw new Error(`${url} gave ${response.status}: ${page}`);
  return page;
}

/** Of a service that lives for seconds, on loopback. */
const token = 'token-of-the-bench-of-reading';
