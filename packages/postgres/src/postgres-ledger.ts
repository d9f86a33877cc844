import type {
  AccountLedger,
  AccountListing,
  OwnerRecall,
  OwnerRegister,
  ScanClosing,
  ScanReconciliation,
  ScanRegister,
  ScheduleRegister,
} from '@credsweep/core';
import type pg from 'pg';
import { inTransaction } from './database.ts';
import { addAccounts } from './queries/add-accounts.ts';
import { addSchedule } from './queries/add-schedule.ts';
import { beginClosing } from './queries/begin-closing.ts';
import { cancelScan } from './queries/cancel-scan.ts';
import { claimAccount } from './queries/claim-account.ts';
import { closeScan } from './queries/close-scan.ts';
import { endListing } from './queries/end-listing.ts';
import { failScan } from './queries/fail-scan.ts';
import { findAccountTags } from './queries/find-account-tags.ts';
import { findOverdueAccounts } from './queries/find-overdue-accounts.ts';
import { findOwnerMap } from './queries/find-owner-map.ts';
import { findScan } from './queries/find-scan.ts';
import { findScansToClose } from './queries/find-scans-to-close.ts';
import { findSchedule } from './queries/find-schedule.ts';
import { interruptScan } from './queries/interrupt-scan.ts';
import { keepOwnerMap } from './queries/keep-owner-map.ts';
import { listSchedules } from './queries/list-schedules.ts';
import { listWaitingAccounts } from './queries/list-waiting-accounts.ts';
import { openScheduledScan } from './queries/open-scheduled-scan.ts';
import { openScan } from './queries/open-scan.ts';
import { recordOrganization } from './queries/record-organization.ts';
import { releaseAccount } from './queries/release-account.ts';
import { removeSchedule } from './queries/remove-schedule.ts';
import { renewJobs } from './queries/renew-jobs.ts';
import { renewStuckListings } from './queries/renew-stuck-listings.ts';
import { resumeScan } from './queries/resume-scan.ts';
import { saveFailed } from './queries/save-failed.ts';
import { saveScanned } from './queries/save-scanned.ts';
import { summarizeScan } from './queries/summarize-scan.ts';

/** Everything that Postgres knows and decides about scans; each role is handed the part it needs. */
export type PostgresLedger = ScanRegister &
  AccountListing &
  AccountLedger &
  OwnerRecall &
  OwnerRegister &
  ScanClosing &
  ScanReconciliation &
  ScheduleRegister;

/** Implements the ledger ports of core on a migrated database. */
export function createPostgresLedger(pool: pg.Pool): PostgresLedger {
  return {
    openScan: (scan) => inTransaction(pool, (client) => openScan(client, scan)),
    findScan: (scanId) => findScan(pool, scanId),
    resumeScan: async (scanId) => {
      const resumed = await resumeScan(pool, scanId);
      return resumed === null
        ? null
        : { ...resumed, jobs: await renewJobs(pool, await listWaitingAccounts(pool, scanId)) };
    },
    interruptScan: (scanId) => interruptScan(pool, scanId),
    cancelScan: (scanId) => cancelScan(pool, scanId),
    recordOrganization: (scanId, organization) => recordOrganization(pool, scanId, organization),
    addAccounts: (scanId, accounts, selected) => addAccounts(pool, scanId, accounts, selected),
    endListing: (scanId, missing, apiCalls) => endListing(pool, scanId, missing, apiCalls),
    failScan: (scanId, error) => failScan(pool, scanId, error),
    claimAccount: (job) => claimAccount(pool, job),
    releaseAccount: (claim, apiCalls, attemptSpent) =>
      releaseAccount(pool, claim, apiCalls, attemptSpent),
    saveScanned: (claim, result) => saveScanned(pool, claim, result),
    saveFailed: (claim, error, apiCalls) => saveFailed(pool, claim, error, apiCalls),
    keepOwnerMap: (rules) => keepOwnerMap(pool, rules),
    findOwnerMap: (mapId) => findOwnerMap(pool, mapId),
    findAccountTags: (accountId) => findAccountTags(pool, accountId),
    beginClosing: (scanId) => beginClosing(pool, scanId),
    closeScan: (scanId, planAlerts) =>
      inTransaction(pool, (client) => closeScan(client, scanId, planAlerts)),
    summarizeScan: (scanId) => summarizeScan(pool, scanId),
    findOverdueAccounts: (overdueMs, limit) => findOverdueAccounts(pool, overdueMs, limit),
    renewJobs: (jobs) => renewJobs(pool, jobs),
    findScansToClose: (overdueMs) => findScansToClose(pool, overdueMs),
    renewStuckListings: (overdueMs) => renewStuckListings(pool, overdueMs),
    addSchedule: (schedule) => addSchedule(pool, schedule),
    listSchedules: () => listSchedules(pool),
    findSchedule: (name) => findSchedule(pool, name),
    removeSchedule: (name) => removeSchedule(pool, name),
    openScheduledScan: (name, organizationId) =>
      inTransaction(pool, (client) => openScheduledScan(client, name, organizationId)),
  };
}
