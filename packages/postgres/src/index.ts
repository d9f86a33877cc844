export { checkDatabase } from './check-database.ts';
export { checkEmbeddedDatabase } from './check-embedded-database.ts';
export { connectDatabase, type DatabaseOptions } from './database.ts';
export { describeDatabase, toDatabaseError } from './database-errors.ts';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export { migrateDatabase, type MigrationResult } from './migrate-database.ts';
export { readMigrationState } from './read-migration-state.ts';
export type { MigrationState } from './compare-migrations.ts';
export { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
export { createReportReader } from './report-reader.ts';
export { readInstanceId } from './queries/read-instance-id.ts';
export { countOpenScans } from './queries/count-open-scans.ts';
export { readScanStatus } from './queries/read-scan-status.ts';
export { readProgress, type ScanProgress } from './queries/read-progress.ts';
