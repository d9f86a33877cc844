import {
  createPostgresLedger,
  createPostgresOutbox,
  createReportReader,
  readInstanceId,
  type PostgresLedger,
  type PostgresOutbox,
} from '@credsweep/postgres';
import { connectQueue, type ScanQueueConnection } from '@credsweep/queue';
import type { ReportReader } from '@credsweep/core';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { startTracing, wantsTracing } from '../service/start-tracing.ts';
import type { Terminal } from '../terminal.ts';

/** The database and the queue: what every command that runs scans stands on. */
export type Engine = {
  readonly database: OpenDatabase;
  readonly ledger: PostgresLedger;
  readonly reader: ReportReader;
  readonly outbox: PostgresOutbox;
  readonly queue: ScanQueueConnection;
  close(): Promise<void>;
};

/**
 * Opens the database, and the queue in Redis where `REDIS_URL` names one, else in the same PostgreSQL. Jobs are traced
 * where the environment names an OpenTelemetry collector.
 */
export async function openEngine(terminal: Terminal): Promise<Engine> {
  const database = await openDatabase(terminal);
  try {
    const tracing = wantsTracing(terminal.environment) ? await startTracing() : null;
    const redisUrl = terminal.environment['REDIS_URL'] ?? '';
    const queue = await connectQueue({
      backend:
        redisUrl === ''
          ? { kind: 'postgres', url: database.url }
          : { kind: 'redis', url: redisUrl },
      tracing: tracing !== null,
      namespace: await readInstanceId(database.pool),
      onTrouble: ({ source, message }) => void terminal.stderr.write(`${source}: ${message}\n`),
    });
    return {
      database,
      ledger: createPostgresLedger(database.pool),
      reader: createReportReader(database.pool),
      outbox: createPostgresOutbox(database.pool),
      queue,
      close: async () => {
        await queue.close();
        await tracing?.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
