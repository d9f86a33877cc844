export { createAbortablePool } from './abortable-pool.ts';
export { checkDatabase } from './check-database.ts';
export { checkEmbeddedDatabase } from './check-embedded-database.ts';
export { connectDatabase, type DatabaseOptions } from './database.ts';
export { describeDatabase, toDatabaseError } from './database-errors.ts';
export { hasEmbeddedDatabase } from './embedded/has-embedded-database.ts';
export { openHomeFolder } from './embedded/home-folder.ts';
export { makeFolder } from './embedded/make-folder.ts';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export { migrateDatabase, type MigrationResult } from './migrate-database.ts';
export { readMigrationState } from './read-migration-state.ts';
export type { MigrationState } from './compare-migrations.ts';
export { createPostgresOutbox, type PostgresOutbox } from './alert-outbox.ts';
export { countAlerts } from './queries/count-alerts.ts';
export { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
export { createReportReader } from './report-reader.ts';
export { pruneScans, type PrunedScan } from './prune-scans.ts';
export { findScansToPrune, type Retention } from './queries/find-scans-to-prune.ts';
export { grantReader } from './queries/grant-reader.ts';
export { readInstanceId } from './queries/read-instance-id.ts';
export { countOpenScans } from './queries/count-open-scans.ts';
export { readScanStatus } from './queries/read-scan-status.ts';
export { readProgress, type ScanProgress } from './queries/read-progress.ts';
export { endExemption } from './queries/end-exemption.ts';
export { exemptFinding, type ExemptionRequest } from './queries/exempt-finding.ts';
export { findForeignAccounts } from './queries/find-foreign-accounts.ts';
export { findLatestAsOf } from './queries/find-latest-as-of.ts';
export { findFinding, type FindingEvent } from './queries/find-finding.ts';
export {
  type FindingExemption,
  type FindingRecord,
  type FindingResolution,
  type FindingState,
} from './queries/finding-record.ts';
export { listFindings } from './queries/list-findings.ts';
export type { FindingFilter } from './queries/pick-findings.ts';
export { createInventory, type Inventory } from './inventory.ts';
export { measureOpenFindings, type FindingMeasures } from './queries/measure-open-findings.ts';
