import type { AlertArchive, AlertOutbox, AlertReconciliation } from '@credsweep/core';
import type pg from 'pg';
import { claimAlert } from './queries/claim-alert.ts';
import { findAlerts } from './queries/find-alerts.ts';
import { findDueAlerts } from './queries/find-due-alerts.ts';
import { listAlerts } from './queries/list-alerts.ts';
import { readAlert } from './queries/read-alert.ts';
import { releaseAlert } from './queries/release-alert.ts';
import { renewAlerts } from './queries/renew-alerts.ts';
import { saveAlertDelivered } from './queries/save-alert-delivered.ts';
import { saveAlertFailure } from './queries/save-alert-failure.ts';

/** Everything that Postgres knows about messages. */
export type PostgresOutbox = AlertOutbox & AlertReconciliation & AlertArchive;

/** Implements the ports of messages of core on a migrated database. */
export function createPostgresOutbox(pool: pg.Pool): PostgresOutbox {
  return {
    claimAlert: (messageId, channels, leaseMs) => claimAlert(pool, messageId, channels, leaseMs),
    saveAlertDelivered: (messageId) => saveAlertDelivered(pool, messageId),
    saveAlertFailure: (claim, failure) => saveAlertFailure(pool, claim, failure),
    releaseAlert: (claim) => releaseAlert(pool, claim),
    findDueAlerts: (limit) => findDueAlerts(pool, limit),
    listAlerts: (choice) => listAlerts(pool, choice),
    findAlerts: (idOrBeginning) => findAlerts(pool, idOrBeginning),
    readAlertMessage: (messageId) => readAlert(pool, messageId),
    renewAlerts: (messageId) => renewAlerts(pool, messageId),
  };
}
