import { createAwsHub } from '@credsweep/aws';
import { everyAccount, policyPresets, type ScanSettings } from '@credsweep/core';
import { createPostgresLedger } from '@credsweep/postgres';
import { buildScaledOrganization } from '@credsweep/simulator';
import { createAccountScanner } from '@credsweep/worker';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueueServers, startQueueServers } from '@credsweep/testkit';
import { endConnections } from './end-connections.ts';
import { expectRightRows } from './expect-right-rows.ts';
import { openFleet } from './open-fleet.ts';
import { readLedger, waitForOutcomes } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

test(
  '`credsweep scan`, all in one process, waits for a PostgreSQL that is down for a while',
  { timeout: 90_000 },
  async () => {
    const organization = buildScaledOrganization({
      accounts: 100,
      usersPerAccount: 3,
      now: new Date(Math.floor(Date.now() / 1000) * 1000),
    });
    const latency = { minMs: 20, maxMs: 120 };
    const fleet = await openFleet({ organization, backend: 'postgres', servers, latency });
    const { pool } = fleet.database;
    try {
      const scan = fleet.start(['scan', '--format', 'json']);
      await waitForOutcomes(pool, 1, 20, 30_000);
      await servers.postgres.kill();
      // For this long it stays down.
      await pause(1000);
      await servers.postgres.restart();
      await waitForOutcomes(pool, 1, 60, 30_000);
      await endConnections(servers.postgres);
      const { exitCode, stdout, stderr } = await scan.ended;
      expect(exitCode, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ scanId: 1, state: 'completed', failures: [] });
      await expectRightRows(pool, 1, organization);
    } finally {
      await fleet.close();
    }
  },
);

test.each(['saveScanned', 'claimAccount'] as const)(
  'a database that fails %s in the last attempt is never the fault of the account',
  async (method) => {
    const organization = buildScaledOrganization({
      accounts: 1,
      usersPerAccount: 3,
      now: new Date(),
    });
    const fleet = await openFleet({ organization, backend: 'postgres', servers });
    const { pool } = fleet.database;
    const { endpoint, credentials } = fleet.simulator;
    const hub = createAwsHub({ region: 'us-east-1', endpoint, credentials });
    try {
      const ledger = createPostgresLedger(pool);
      const { scanId } = await ledger.openScan({
        policy: policyPresets.default,
        settings,
        asOf: null,
      });
      await ledger.recordOrganization(scanId, await hub.directory.describeOrganization());
      for await (const page of hub.directory.listAccounts(never))
        await ledger.addAccounts(scanId, page, new Set(organization.accounts.keys()));
      const lost = async (): Promise<never> => {
        throw new Error('Connection terminated unexpectedly');
      };
      const failing = { ...ledger, [method]: lost };
      const job = { scanId, accountId: organization.managementAccountId, generation: 1 };
      const scanAccount = createAccountScanner({
        ledger: failing,
        recall: failing,
        closing: ledger,
        queue: { enqueueClosing: async () => undefined },
        openSource: async () =>
          hub.openCredentialSource({ ...settings, sessionName: 'credsweep-test' }),
        now: () => new Date(),
      });
      const run = { attempt: 6, isLastAttempt: true, signal: never, pause: async () => false };
      const work = scanAccount(job, run);
      await expect(work).rejects.toThrow('Connection terminated');
      expect(await readLedger(pool, scanId)).toMatchObject([{ state: 'waiting', code: null }]);
    } finally {
      hub.close();
      await fleet.close();
    }
  },
);

const settings: ScanSettings = {
  selection: everyAccount,
  roleName: 'OrganizationAccountAccessRole',
  externalId: null,
  keyIds: 'flagged',
  reportsFolder: null,
};
const never = new AbortController().signal;
