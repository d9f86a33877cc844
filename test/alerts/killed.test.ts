import { startCredsweep, type CredsweepProcess } from '@credsweep/testkit';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { waitUntil } from '../fleet/open-fleet.ts';
import { backends, chooseBackend } from '../service/open-backend.ts';
import { enqueueScan } from '../service/stage-actions.ts';
import { accounts, openAlertStage, webhookChannel, type AlertStage } from './alert-stage.ts';
import { signingSecret, startSignedReceiver } from './signed-receiver.ts';

const steps = [
  'before the closing',
  'before the closing commit',
  'after the closing commit',
  'after the claim of a message',
  'in mid-delivery',
  'after a receiver has accepted',
  'between two channels',
] as const;

describe.concurrent.for(backends)('on %s', { timeout: 240_000 }, (backend) => {
  test('a message is neither lost nor accepted twice, at whatever step its worker is killed', async ({
    skip,
    expect,
  }) => {
    const environment = chooseBackend(backend, skip);
    const receivers = await Promise.all([startSignedReceiver(), startSignedReceiver()]);
    const stage = await openAlertStage('', environment);
    const start = (dieAt: string): CredsweepProcess =>
      startCredsweep([dieAt], {
        program,
        workingFolder: stage.folder,
        environment: {
          ...stage.environment,
          ALERTS: JSON.stringify({ channels: nameChannels(receivers.map(({ url }) => url)) }),
        },
        timeoutMs: 60_000,
      });
    try {
      const baseline = start('never');
      await enqueueScan(stage);
      await awaitDelivered(stage, 1);
      await stop(baseline);

      for (const [index, step] of steps.entries()) {
        stage.addOldKey(accounts.research, `user-${index}`);
        const killed = start(step);
        const scanId = await enqueueScan(stage);
        expect((await killed.ended).signal, step).toBe('SIGKILL');
        const successor = start('never');
        await successor.waitForOutput(/Working/);
        await awaitDelivered(stage, scanId);
        await stop(successor);
        for (const { requests, accepted } of receivers) {
          const told = accepted.filter(({ data }) => data.scanId === scanId);
          expect(told.map(({ data }) => data.findings.map(({ userName }) => userName))).toEqual([
            [`user-${index}`],
          ]);
          const again = requests.filter(({ data }) => data.scanId === scanId);
          expect(new Set(again.map(({ data }) => data.messageId)).size, step).toBe(1);
        }
      }
      const total = receivers.map(({ requests, accepted }) => [requests.length, accepted.length]);
      expect(total.every(([, accepted]) => accepted === 1 + steps.length)).toBe(true);
      // Only what was accepted and not written down in time is sent again, and that under its old id.
      expect(Math.max(...total.map(([sent = 0]) => sent))).toBeGreaterThan(1 + steps.length);
    } finally {
      await stage.close();
      await Promise.all(receivers.map((receiver) => receiver.close()));
    }
  });
});

test(
  'the real worker is killed while a receiver hangs, and another one delivers',
  { timeout: 150_000 },
  async ({ expect }) => {
    const receiver = await startSignedReceiver();
    const stage = await openAlertStage(
      `alerts:\n  channels:\n${webhookChannel('siem', receiver.url, ['timeoutSeconds: 2'])}`,
    );
    try {
      receiver.answer('hang', { status: 204 });
      const first = stage.start(['worker'], { timeoutMs: 140_000 });
      const scanId = await enqueueScan(stage);
      await waitUntil('the receiver hangs', 40_000, async () => receiver.requests.length === 1);
      first.kill('SIGKILL');
      await first.ended;
      stage.start(['worker'], { timeoutMs: 140_000 });
      await awaitDelivered(stage, scanId, 90_000);
      expect(receiver.accepted).toHaveLength(1);
      expect(new Set(receiver.requests.map(({ data }) => data.messageId)).size).toBe(1);
    } finally {
      await stage.close();
      await receiver.close();
    }
  },
);

function nameChannels(urls: readonly string[]): object {
  return Object.fromEntries(
    urls.map((url, index) => [
      `channel-${index}`,
      { type: 'webhook', url, secret: signingSecret, timeoutSeconds: 1 },
    ]),
  );
}

async function stop(worker: CredsweepProcess): Promise<void> {
  worker.kill('SIGTERM');
  await worker.ended;
}

/** Waits until the scan is closed and every message of it delivered. */
async function awaitDelivered(
  stage: AlertStage,
  scanId: number,
  timeoutMs = 40_000,
): Promise<void> {
  await waitUntil(`messages of scan ${scanId} are delivered`, timeoutMs, async () => {
    const { rows } = await stage.database.pool.query<{ state: string }>(
      'select state from credsweep.alert_message where scan_id = $1',
      [scanId],
    );
    return rows.length > 0 && rows.every(({ state }) => state === 'delivered');
  });
}

const program = fileURLToPath(new URL('killed-alert-worker.ts', import.meta.url));
