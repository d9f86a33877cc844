import {
  CredsweepError,
  alertSettingsSchema,
  planAlerts,
  type AlertClaim,
  type AlertSettings,
  type ClosedScan,
} from '@credsweep/core';
import { usePostgres, type TestDatabase } from '@credsweep/testkit';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPostgresOutbox, type PostgresOutbox } from './alert-outbox.ts';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { countAlerts } from './queries/count-alerts.ts';
import { beginScan, buildAccount, settle, type AccountContent } from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;
let outbox: PostgresOutbox;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
  outbox = createPostgresOutbox(database.pool);
});

const account = '000000000001';
const settings = read({ siem: {}, chat: {} });
const digest = read({ siem: { digest: { at: '08:00' } } });

describe('closing a scan', () => {
  test('writes a message for each channel, with what the scan found, once', async () => {
    await scan(['alice']);
    await scan(['alice', 'bob'], settings);
    const alerts = await list();
    expect(alerts.map(({ channel, kind, state }) => [channel, kind, state])).toEqual([
      ['chat', 'new_findings', 'pending'],
      ['siem', 'new_findings', 'pending'],
    ]);
    const message = await outbox.readAlertMessage(alerts[0]?.messageId ?? '');
    expect(message).toMatchObject({
      scanId: 2,
      organizationId: 'o-example',
      highRiskKeys: 2,
      coverage: { accounts: 1, percent: 100 },
      counts: { findings: 1 },
      findings: [{ userName: 'bob', accountName: 'Account 1', lastRotatedAt: expect.any(Date) }],
    });
    await ledger.closeScan(2, (closed) => planAlerts(closed, settings, randomUUID));
    expect(await list()).toEqual(alerts);
  });

  test('writes nothing when it does not come to its end', async () => {
    await scan(['alice']);
    const { scanId } = await prepare(['alice', 'bob']);
    await expect(
      ledger.closeScan(scanId, () => {
        throw new Error('the process dies');
      }),
    ).rejects.toThrow('the process dies');
    expect((await ledger.findScan(scanId))?.state).toBe('closing');
    await ledger.closeScan(scanId, (closed) => planAlerts(closed, settings, randomUUID));
    expect(await list()).toHaveLength(2);
  });

  test('of a baseline tells of all that is open', async () => {
    let seen: ClosedScan | undefined;
    await scan(['alice', 'bob'], settings, (closed) => (seen = closed));
    expect(seen).toMatchObject({ isBaseline: true, listsBaseline: false });
    expect(seen?.findings.map(({ userName }) => userName)).toEqual(['alice', 'bob']);
    expect((await list()).map(({ kind, findings }) => [kind, findings])).toEqual([
      ['baseline', 2],
      ['baseline', 2],
    ]);
  });

  test('adds to the digest of the day, which keeps its id, until somebody sends it', async () => {
    await scan([]);
    await scan(['alice'], digest);
    const [first] = await list();
    await scan(['alice', 'bob'], digest);
    const [second, ...others] = await list();
    expect(others).toEqual([]);
    expect(second).toMatchObject({
      messageId: first?.messageId,
      dueAt: first?.dueAt,
      scanId: 3,
      kind: 'digest',
      findings: 2,
    });
    expect(await outbox.findDueAlerts(10)).toEqual([]);

    expect(await outbox.renewAlerts(null)).toEqual([]);
    await outbox.renewAlerts(second?.messageId ?? '');
    await claim(second?.messageId);
    await scan(['alice', 'bob', 'carol'], digest);
    const counts = (await list()).map(({ findings }) => findings);
    expect(new Set(counts)).toEqual(new Set([1, 2]));
  });
});

describe('a message', () => {
  test('is claimed by one of many at the same moment, and by another once the lease has ended', async () => {
    const id = await writeMessage();
    const results = await Promise.all(
      Array.from({ length: 8 }, () => outbox.claimAlert(id, ['siem'], 60_000)),
    );
    const claimed = results.filter(({ kind }) => kind === 'claimed');
    expect(claimed).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'later')).toHaveLength(7);
    expect(await outbox.findDueAlerts(10)).not.toContain(id);
    await database.pool.query(
      `update credsweep.alert_message set leased_until = now() - interval '1 s'`,
    );
    expect(await outbox.findDueAlerts(10)).toContain(id);
    expect(await claim(id)).toMatchObject({ attempts: 2 });
  });

  test('is delivered, whoever holds the lease by then, and never claimed again', async () => {
    const id = await writeMessage();
    await claim(id);
    await outbox.saveAlertDelivered(id);
    expect(await outbox.claimAlert(id, ['siem'], 1000)).toEqual({ kind: 'over' });
    expect((await outbox.findAlerts(id))[0]).toMatchObject({
      state: 'delivered',
      deliveredAt: expect.any(Date),
      nextAttemptAt: null,
    });
    expect(await outbox.renewAlerts(id)).toEqual([]);
  });

  test('whose attempt failed waits for the next one, and says why', async () => {
    const id = await writeMessage();
    const error = new CredsweepError('alert_channel_unreachable', 'nobody\u0000 is there');
    await outbox.saveAlertFailure(await claim(id), {
      error,
      retryInMs: 60_000,
      attemptSpent: true,
    });
    const later = await outbox.claimAlert(id, ['siem'], 1000);
    expect(later).toMatchObject({ kind: 'later', delayMs: expect.any(Number) });
    expect(later.kind === 'later' && later.delayMs > 50_000 && later.delayMs <= 60_000).toBe(true);
    expect((await outbox.findAlerts(id.slice(0, 6)))[0]).toMatchObject({
      state: 'pending',
      attempts: 1,
      lastError: { code: 'alert_channel_unreachable', message: 'nobody is there' },
    });
  });

  test('of a busy receiver, or of a process that stops, has spent no attempt', async () => {
    const id = await writeMessage();
    await outbox.releaseAlert(await claim(id));
    const busy = new CredsweepError('alert_channel_busy', 'later');
    await outbox.saveAlertFailure(await claim(id), {
      error: busy,
      retryInMs: 0,
      attemptSpent: false,
    });
    expect((await outbox.findAlerts(id))[0]?.attempts).toBe(0);
  });

  test('is not changed by a worker whose lease another one has taken over', async () => {
    const id = await writeMessage();
    const old = await claim(id);
    await database.pool.query('update credsweep.alert_message set leased_until = now()');
    await claim(id);
    const error = new CredsweepError('alert_channel_refused', 'gone');
    await outbox.saveAlertFailure(old, { error, retryInMs: null, attemptSpent: true });
    await outbox.releaseAlert(old);
    expect((await outbox.findAlerts(id))[0]).toMatchObject({
      state: 'pending',
      attempts: 2,
      lastError: null,
    });
  });

  test('that was given up is renewed by hand', async () => {
    const id = await writeMessage();
    const error = new CredsweepError('alert_channel_refused', 'gone');
    await outbox.saveAlertFailure(await claim(id), { error, retryInMs: null, attemptSpent: true });
    expect(await outbox.claimAlert(id, ['siem'], 1000)).toEqual({ kind: 'over' });
    expect(await countAlerts(database.pool)).toEqual([
      { channel: 'chat', state: 'pending', count: 1 },
      { channel: 'siem', state: 'failed', count: 1 },
    ]);
    expect(await outbox.renewAlerts(id)).toEqual([id]);
    expect(await claim(id)).toMatchObject({ attempts: 1 });
  });

  test('without its channel is left alone; after a minute it says so, after a day it is given up', async () => {
    const id = await writeMessage();
    const tryElsewhere = async (overdue: string): Promise<unknown> => {
      await database.pool.query(
        'update credsweep.alert_message set next_attempt_at = now() - $1::interval',
        [overdue],
      );
      expect(await outbox.claimAlert(id, ['other'], 1000)).toEqual({
        kind: 'no_channel',
        channel: 'siem',
      });
      const [alert] = await outbox.findAlerts(id);
      return [alert?.state, alert?.lastError?.code ?? null];
    };
    expect(await tryElsewhere('10 seconds')).toEqual(['pending', null]);
    expect(await tryElsewhere('2 minutes')).toEqual(['pending', 'alert_channel_unknown']);
    expect(await tryElsewhere('25 hours')).toEqual(['failed', 'alert_channel_unknown']);
  });
});

test('messages are listed by state and scan, the newest first', async () => {
  await scan([]);
  await scan(['alice'], settings);
  await scan(['alice', 'bob'], settings);
  const all = await list();
  expect(all.map(({ scanId }) => scanId)).toEqual([3, 3, 2, 2]);
  await outbox.saveAlertDelivered(all[0]?.messageId ?? '');
  expect(await outbox.listAlerts({ state: 'delivered', scanId: null, limit: 9 })).toHaveLength(1);
  expect(await outbox.listAlerts({ state: 'pending', scanId: 3, limit: 9 })).toHaveLength(1);
  expect(await outbox.listAlerts({ state: null, scanId: null, limit: 3 })).toHaveLength(3);
  expect(await outbox.readAlertMessage(randomUUID())).toBeNull();
});

test('ten thousand new findings are one message for each channel, and quickly written', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `user-${index}`);
  await scan([]);
  const { scanId } = await prepare(names);
  const begun = performance.now();
  await ledger.closeScan(scanId, (closed) => planAlerts(closed, settings, randomUUID));
  process.stderr.write(
    `closed with 10,000 new findings in ${Math.round(performance.now() - begun)} ms\n`,
  );
  const alerts = await list();
  expect(alerts.map(({ findings }) => findings)).toEqual([10_000, 10_000]);
  const message = await outbox.readAlertMessage(alerts[0]?.messageId ?? '');
  expect(message?.findings).toHaveLength(100);
});

function read(channels: Readonly<Record<string, object>>): AlertSettings {
  const type = { type: 'json-lines', path: '-' };
  const whole = Object.entries(channels).map(([name, one]) => [name, { ...type, ...one }]);
  return alertSettingsSchema.parse({ channels: Object.fromEntries(whole) });
}

function list(): ReturnType<PostgresOutbox['listAlerts']> {
  return outbox.listAlerts({ state: null, scanId: null, limit: 100 });
}

/** A scan of one account in which each of the users has an old key, ready to be closed. */
async function prepare(users: readonly string[]): Promise<{ readonly scanId: number }> {
  const content: AccountContent = {
    users: users.map((name) => ({
      name,
      keys: [{ rotated: '2024-01-01T00:00:00+00:00', used: '2026-06-01T00:00:00+00:00' }],
    })),
  };
  const { scan: opened, jobs } = await beginScan(ledger, [buildAccount(account)]);
  await ledger.endListing(opened.scanId, [], {});
  await settle(ledger, jobs[0], content);
  await ledger.beginClosing(opened.scanId);
  return opened;
}

async function scan(
  users: readonly string[],
  told?: AlertSettings,
  look: (closed: ClosedScan) => void = () => undefined,
): Promise<void> {
  const { scanId } = await prepare(users);
  if (told === undefined) return ledger.closeScan(scanId);
  await ledger.closeScan(scanId, (closed) => {
    look(closed);
    return planAlerts(closed, told, randomUUID);
  });
}

/** Writes a message to the channel `siem`, and one to another, and gives the id of the first. */
async function writeMessage(): Promise<string> {
  await scan(['alice'], settings);
  const found = (await list()).find(({ channel }) => channel === 'siem');
  return found?.messageId ?? '';
}

async function claim(messageId: string | undefined): Promise<AlertClaim> {
  const result = await outbox.claimAlert(messageId ?? '', ['siem', 'chat'], 60_000);
  if (result.kind !== 'claimed') throw new Error(`not claimed, but ${result.kind}`);
  return result.claim;
}
