import { createAwsHub } from '@credsweep/aws';
import { connectDatabase, createPostgresLedger, readInstanceId } from '@credsweep/postgres';
import { listScanAccounts } from '@credsweep/producer';
import { connectQueue, reconcileScans } from '@credsweep/queue';
import { closeScan } from '@credsweep/reporter';
import { createAccountScanner } from '@credsweep/worker';
import { once } from 'node:events';

/*
 * `credsweep worker` in a hurry: the same roles on the same adapters, but a job of a dead worker is taken over after
 * four seconds, and what the queue has lost is found after three. Its argument is the number of accounts at a time.
 */
const concurrency = Number(process.argv[2] ?? '4');
const hurry = { lockDurationMs: 3000, reconcileEveryMs: 1000, overdueMs: 2000 } as const;
const retry = { attempts: 6, backoffMs: 300 } as const;
const url = process.env['DATABASE_URL'] ?? '';
const redisUrl = process.env['REDIS_URL'];

const tell = (text: string): void => void process.stderr.write(`${text}\n`);
const pool = await connectDatabase({ url, onTrouble: tell });
const ledger = createPostgresLedger(pool);
const connection = await connectQueue({
  backend: redisUrl === undefined ? { kind: 'postgres', url } : { kind: 'redis', url: redisUrl },
  namespace: await readInstanceId(pool),
  onTrouble: ({ source, message }) => tell(`${source}: ${message}`),
  retry,
});
const { queue } = connection;
const hub = createAwsHub({ environment: process.env, maxConcurrentAccounts: concurrency });
const roles = { ledger, register: ledger, listing: ledger, closing: ledger, recall: ledger, queue };
const workers = await connection.startWorkers(
  {
    listAccounts: (scanId, run) =>
      listScanAccounts(scanId, run, { ...roles, openDirectory: async () => hub.directory }),
    scanAccount: createAccountScanner({
      ...roles,
      openSource: async ({ scanId, settings: { roleName, externalId } }) =>
        hub.openCredentialSource({ roleName, externalId, sessionName: `quick-${scanId}` }),
      now: () => new Date(),
    }),
    closeScan: (scanId) => closeScan(scanId, ledger),
    reconcile: () =>
      reconcileScans({
        queue,
        ledger: {
          ...ledger,
          findOverdueAccounts: (_ms, limit) => ledger.findOverdueAccounts(hurry.overdueMs, limit),
          findScansToClose: () => ledger.findScansToClose(hurry.overdueMs),
          renewStuckListings: () => ledger.renewStuckListings(hurry.overdueMs),
        },
      }),
  },
  { concurrency, ...hurry },
);
tell('Working');
await once(process, 'SIGTERM');
await workers.stop();
await connection.close();
await pool.end();
hub.close();
