import { createAwsHub } from '@credsweep/aws';
import { openAlertChannels } from '@credsweep/channels';
import {
  alertSettingsSchema,
  planAlerts,
  type AlertChannel,
  type AlertOutbox,
  type ScanClosing,
} from '@credsweep/core';
import {
  connectDatabase,
  createPostgresLedger,
  createPostgresOutbox,
  readInstanceId,
} from '@credsweep/postgres';
import { listScanAccounts } from '@credsweep/producer';
import { connectQueue, reconcileScans } from '@credsweep/queue';
import { closeScan, deliverAlert, reconcileAlerts } from '@credsweep/reporter';
import { createAccountScanner } from '@credsweep/worker';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

/*
 * `credsweep worker` in a hurry, which kills itself at the step that its argument names: the same roles on the same
 * adapters, but a job of a dead worker is taken over after three seconds. ALERTS holds the settings of alerts as JSON.
 */
const dieAt = process.argv[2];
const hurry = { lockDurationMs: 2000, reconcileEveryMs: 1000, overdueMs: 2000 } as const;
const url = process.env['DATABASE_URL'] ?? '';
const redisUrl = process.env['REDIS_URL'];
const settings = alertSettingsSchema.parse(JSON.parse(process.env['ALERTS'] ?? '{}'));

/** SIGKILL comes between two instructions: nothing of this process runs any more. */
const reach = (step: string): void => {
  if (step !== dieAt) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;);
};

const tell = (text: string): void => void process.stderr.write(`${text}\n`);
const pool = await connectDatabase({ url, onTrouble: tell });
const ledger = createPostgresLedger(pool);
const outbox = createPostgresOutbox(pool);
const connection = await connectQueue({
  backend: redisUrl === undefined ? { kind: 'postgres', url } : { kind: 'redis', url: redisUrl },
  namespace: await readInstanceId(pool),
  onTrouble: ({ source, message }) => tell(`${source}: ${message}`),
  retry: { attempts: 6, backoffMs: 300 },
});
const { queue } = connection;
const hub = createAwsHub({ environment: process.env, maxConcurrentAccounts: 4 });
const roles = { ledger, register: ledger, listing: ledger, closing: ledger, recall: ledger, queue };

const closing: Pick<ScanClosing, 'closeScan'> = {
  closeScan: async (scanId, plan) => {
    reach('before the closing');
    await ledger.closeScan(scanId, plan);
    reach('after the closing commit');
  },
};
let delivered = 0;
const dangerous: AlertOutbox = {
  ...outbox,
  claimAlert: async (...claim) => {
    const result = await outbox.claimAlert(...claim);
    if (result.kind === 'claimed') reach('after the claim of a message');
    return result;
  },
  saveAlertDelivered: async (messageId) => {
    reach('after a receiver has accepted');
    await outbox.saveAlertDelivered(messageId);
    delivered += 1;
    if (delivered === 1) reach('between two channels');
  },
};
const guard = (channel: AlertChannel): AlertChannel => ({
  ...channel,
  deliver: (message, signal) => {
    // The request is on its way, or has just arrived, when the process dies.
    if (dieAt === 'in mid-delivery') setTimeout(() => reach('in mid-delivery'), 15);
    return channel.deliver(message, signal);
  },
});
const channels = new Map(
  [...openAlertChannels(settings.channels)].map(([name, channel]) => [
    name,
    { channel: guard(channel), timeoutMs: 2000 },
  ]),
);
const now = (): Date => new Date();
const workers = await connection.startWorkers(
  {
    listAccounts: (scanId, run) =>
      listScanAccounts(scanId, run, { ...roles, openDirectory: async () => hub.directory }),
    scanAccount: createAccountScanner({
      ...roles,
      openSource: async ({ scanId, settings: { roleName, externalId } }) =>
        hub.openCredentialSource({ roleName, externalId, sessionName: `killed-${scanId}` }),
      now,
    }),
    closeScan: (scanId) =>
      closeScan(scanId, closing, {
        plan: (scan) => {
          const planned = planAlerts(scan, settings, randomUUID);
          reach('before the closing commit');
          return planned;
        },
        outbox,
        queue: connection.alerts,
        now,
      }),
    deliverAlert: (messageId, run) =>
      deliverAlert(messageId, run, {
        outbox: dangerous,
        channels,
        now,
        random: Math.random,
        leaseSlackMs: 500,
      }),
    reconcile: async () => {
      await reconcileAlerts(outbox, connection.alerts);
      return reconcileScans({
        queue,
        ledger: {
          ...ledger,
          findOverdueAccounts: (_ms, limit) => ledger.findOverdueAccounts(hurry.overdueMs, limit),
          findScansToClose: () => ledger.findScansToClose(hurry.overdueMs),
          renewStuckListings: () => ledger.renewStuckListings(hurry.overdueMs),
        },
      });
    },
  },
  { concurrency: 4, ...hurry },
);
tell('Working');
await once(process, 'SIGTERM');
await workers.stop();
await connection.close();
await pool.end();
hub.close();
