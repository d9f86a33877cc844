import { arch, cpus, loadavg, platform, release } from 'node:os';
import type pg from 'pg';
import { fillDatabase } from './fill/fill-database.ts';
import { listReadings } from './list-readings.ts';
import { measureCsv } from './measure-csv.ts';
import { measurePages } from './measure-pages.ts';
import { measurePrograms } from './measure-programs.ts';
import { measurePrune } from './measure-prune.ts';
import { measureReading } from './measure-reading.ts';
import { openReadingDatabase } from './open-reading-database.ts';
import type { ReadingOptions, readingParts } from './reading-options.ts';
import type {
  CsvFigures,
  DatabaseFigures,
  ReadingReport,
  StatementFigures,
} from './reading-report.ts';

/**
 * Fills a database, unless the folder has one, and measures how it is read.
 *
 * @param onProgress told of each thing before it is done
 */
export async function runReadingBench(
  options: ReadingOptions,
  onProgress: (what: string) => void,
): Promise<ReadingReport> {
  const database = await openReadingDatabase(options.folder);
  const { pool } = database;
  const wants = (part: (typeof readingParts)[number]): boolean =>
    options.only.length === 0 || options.only.includes(part);
  try {
    if (!database.isFilled) await fillDatabase(pool, options, onProgress);
    const loadBefore = loadavg()[0] ?? 0;
    const newest = await findNewestScan(pool);
    const statements: StatementFigures[] = [];
    if (wants('statements')) {
      for (const reading of await listReadings(newest.scanId, newest.organizationId)) {
        onProgress(`${reading.group}: ${reading.name}`);
        statements.push(await measureReading(pool, reading, options.runs));
      }
    }
    if (wants('pages')) onProgress('pages');
    const pages = wants('pages') ? await measurePages(database, options.runs) : [];
    if (wants('programs')) onProgress('programs');
    const programs = wants('programs')
      ? await measurePrograms(database, newest.scanId, options.runs)
      : [];
    const csv: CsvFigures[] = [];
    if (wants('csv')) {
      for (const view of csvViews) {
        onProgress(`CSV of ${view}`);
        csv.push(await measureCsv(database, view));
      }
    }
    if (wants('prune')) onProgress('pruning of the oldest scan');
    const figures = await describeDatabase(pool);
    const prune = wants('prune') ? await measurePrune(pool) : null;
    return {
      machine: {
        measuredAt: new Date().toISOString(),
        node: process.version,
        postgres: database.version,
        platform: `${platform()} ${release()} ${arch()}`,
        cpu: cpus()[0]?.model.trim() ?? 'unknown',
        cores: cpus().length,
        load: [loadBefore, loadavg()[0] ?? 0],
      },
      options,
      database: figures,
      statements,
      pages,
      programs,
      csv,
      prune,
    };
  } finally {
    await database.close();
  }
}

async function findNewestScan(
  pool: pg.Pool,
): Promise<{ readonly scanId: number; readonly organizationId: string }> {
  const { rows } = await pool.query<{ scanId: number; organizationId: string }>(
    `select scan_id as "scanId", organization_id as "organizationId"
     from credsweep.scan where state = 'completed' order by scan_id desc limit 1`,
  );
  if (rows[0] === undefined) throw new Error('The database has no completed scan.');
  return rows[0];
}

async function describeDatabase(pool: pg.Pool): Promise<DatabaseFigures> {
  const { rows } = await pool.query<DatabaseFigures>(
    `select
       (select count(*)::integer from credsweep.scan where state = 'completed' and facts_pruned_at is null) as scans,
       accounts, users, access_keys as "accessKeys", high_risk_keys as "highRiskKeys",
       (select count(*)::integer from credsweep.finding) as findings,
       (pg_database_size(current_database()) / 1e9)::float8 as gigabytes
     from credsweep.organization_trend order by scan_id desc limit 1`,
  );
  return rows[0] as DatabaseFigures;
}

/** A small one first, to compare the memory of the others with. */
const csvViews = [
  'root_credentials',
  'aws_accesskey_details',
  'aws_staleuser_details',
  'aws_accesskey_highrisk',
] as const;
