export { connectDatabase, type DatabaseOptions } from './database.ts';
export { describeDatabase, toDatabaseError } from './database-errors.ts';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export { migrateDatabase, type MigrationResult } from './migrate-database.ts';
export { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
export { createReportReader } from './report-reader.ts';
export { readInstanceId } from './queries/read-instance-id.ts';
export { readProgress, type ScanProgress } from './queries/read-progress.ts';
