import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorker } from '../service/stage-actions.ts';
import { accounts, openAlertStage, webhookChannel, type AlertStage } from './alert-stage.ts';
import { startSignedReceiver, type SignedReceiver } from './signed-receiver.ts';

let receiver: SignedReceiver;
let stage: AlertStage;

beforeEach(async () => {
  receiver = await startSignedReceiver();
  const digest = ['digest: { at: "04:00", timeZone: Asia/Tokyo }'];
  stage = await openAlertStage(
    `alerts:\n  channels:\n${webhookChannel('daily', receiver.url, digest)}`,
  );
});
afterEach(async () => {
  await stage.close();
  await receiver.close();
});

test(
  'what several scans of a day found is one message, sent when its time has come',
  { timeout: 120_000 },
  async () => {
    await stage.scan();
    expect(receiver.requests.map(({ type }) => type)).toEqual(['credsweep.baseline']);
    stage.addOldKey(accounts.research, 'morning');
    const first = await stage.scan();
    expect(first.stderr).toMatch(
      /Alert to daily: in the digest of \d{4}-\d\d-\d\dT19:00:00\.000Z\./,
    );
    stage.addOldKey(accounts.payments, 'evening', { ageDays: 900 });
    await stage.scan();
    expect(receiver.requests).toHaveLength(1);

    const { rowCount } = await stage.database.pool.query(
      `update credsweep.alert_message set next_attempt_at = now() where kind = 'digest'`,
    );
    expect(rowCount).toBe(1);
    await startWorker(stage);
    await expect.poll(() => receiver.accepted.length, { timeout: 40_000 }).toBe(2);
    expect(receiver.accepted[1]).toMatchObject({
      type: 'credsweep.digest',
      data: { scanId: 3, counts: { findings: 2, accounts: 2 } },
    });
    expect(receiver.accepted[1]?.data.findings.map(({ userName }) => userName)).toEqual([
      'evening',
      'morning',
    ]);
  },
);
