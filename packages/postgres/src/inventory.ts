import type {
  AccountInventory,
  CredentialInventory,
  InventorySearch,
  OverviewReader,
  ScanInventory,
} from '@credsweep/core';
import type { ConnectionPool } from './database.ts';
import { countKeyAges } from './queries/count-key-ages.ts';
import { countRootUsers } from './queries/count-root-users.ts';
import { countWorstStaleUsers } from './queries/count-worst-stale-users.ts';
import { findInventoryAccount } from './queries/find-inventory-account.ts';
import { findKeysByPrefix } from './queries/find-keys-by-prefix.ts';
import { findUserByArn } from './queries/find-user-by-arn.ts';
import { findUsersByPrefix } from './queries/find-users-by-prefix.ts';
import { findUsersContaining } from './queries/find-users-containing.ts';
import { listAccountVisits } from './queries/list-account-visits.ts';
import { pageAccessKeys } from './queries/page-access-keys.ts';
import { pageAccountOutcomes } from './queries/page-account-outcomes.ts';
import { pageAccounts } from './queries/page-accounts.ts';
import { pageScans } from './queries/page-scans.ts';
import { pageUsers } from './queries/page-users.ts';
import { readScanStatus } from './queries/read-scan-status.ts';

/** Everything that a person can leaf through. */
export type Inventory = AccountInventory &
  CredentialInventory &
  InventorySearch &
  OverviewReader &
  ScanInventory;

/** Implements the inventory ports of core on a migrated database. */
export function createInventory(pool: ConnectionPool): Inventory {
  return {
    listAccounts: (request) => pageAccounts(pool, request),
    findAccount: (accountId) => findInventoryAccount(pool, accountId),
    listVisits: (accountId, limit) => listAccountVisits(pool, accountId, limit),
    listUsers: (request) => pageUsers(pool, request),
    listAccessKeys: (request) => pageAccessKeys(pool, request),
    findUsers: (text, limit) =>
      text.startsWith('arn:') ? findUserByArn(pool, text) : findUsersByPrefix(pool, text, limit),
    findUsersContaining: (text, limit) => findUsersContaining(pool, text, limit),
    findAccessKeys: (text, limit) => findKeysByPrefix(pool, text, limit),
    countWorstStaleUsers: (organizationId, limit) =>
      countWorstStaleUsers(pool, organizationId, limit),
    countKeyAges: (organizationId) => countKeyAges(pool, organizationId),
    countRootUsers: (organizationId) => countRootUsers(pool, organizationId),
    listScans: (beforeScanId, limit) => pageScans(pool, beforeScanId, limit),
    readScanStatus: (scanId) => readScanStatus(pool, scanId),
    listOutcomes: (request) => pageAccountOutcomes(pool, request),
  };
}
