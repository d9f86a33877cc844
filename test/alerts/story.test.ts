import { deleteAccessKey } from '@credsweep/simulator';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  accounts,
  openAlertStage,
  paymentsUnit,
  webhookChannel,
  type AlertStage,
} from './alert-stage.ts';
import { startSignedReceiver, type SignedReceiver } from './signed-receiver.ts';

let everything: SignedReceiver;
let payments: SignedReceiver;
let grave: SignedReceiver;
let stage: AlertStage;

beforeEach(async () => {
  [everything, payments, grave] = await Promise.all([
    startSignedReceiver(),
    startSignedReceiver(),
    startSignedReceiver(),
  ]);
  stage = await openAlertStage(
    [
      'alerts:',
      '  reportUrl: https://credsweep.example.com/scans/{scanId}',
      '  channels:',
      webhookChannel('everything', everything.url),
      webhookChannel('payments', payments.url),
      webhookChannel('grave', grave.url),
      '    file:',
      '      type: json-lines',
      '      path: alerts.ndjson',
      '  routes:',
      `    - { channels: [payments], ous: [${paymentsUnit}] }`,
      '    - { channels: [grave], minSeverity: high }',
    ].join('\n'),
  );
});
afterEach(async () => {
  await stage.close();
  await Promise.all([everything.close(), payments.close(), grave.close()]);
});

describe('an organization that is scanned again and again', { timeout: 120_000 }, () => {
  test('is told of once as a whole, and then of each new key once, each owner of its own', async () => {
    const first = await stage.scan();
    expect(first.stderr).toContain('Alerts delivered: ');
    for (const receiver of [everything, payments, grave])
      expect(receiver.requests.map(({ type }) => type)).toEqual(['credsweep.baseline']);
    expect(everything.requests[0]?.data).toMatchObject({
      scanId: 1,
      counts: { findings: 1, accounts: 1 },
      findings: [],
      reportUrl: 'https://credsweep.example.com/scans/1',
    });

    await stage.scan();
    expect(everything.requests).toHaveLength(1);

    stage.addOldKey(accounts.research, 'notebook');
    stage.addOldKey(accounts.payments, 'clearing', { ageDays: 900, usedDaysAgo: 2 });
    await stage.scan();
    expect(listUsers(everything)).toEqual([[], ['clearing', 'notebook']]);
    expect(listUsers(payments)).toEqual([[], ['clearing']]);
    expect(listUsers(grave)).toEqual([[], ['clearing']]);

    const mobile = stage.addOldKey(accounts.research, 'mobile');
    await stage.scan();
    expect(listUsers(everything).at(-1)).toEqual(['mobile']);
    deleteAccessKey(stage.organization, accounts.research, 'mobile', mobile.id);
    stage.refresh();
    await stage.scan();
    expect(everything.requests).toHaveLength(3);
    expect(payments.requests).toHaveLength(2);
    expect(everything.forged + payments.forged + grave.forged).toBe(0);

    const lines = (await readFile(join(stage.folder, 'alerts.ndjson'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      'credsweep.baseline',
      'credsweep.new_high_risk_keys',
      'credsweep.new_high_risk_keys',
    ]);
    const listed = await stage.run(['alerts', 'list', '--format', 'json']);
    const alerts = JSON.parse(listed.stdout) as readonly { state: string; channel: string }[];
    expect(alerts.map(({ state }) => state)).toEqual(Array.from(alerts, () => 'delivered'));
    // Baseline to four channels, two keys to all four, one key to two of them.
    expect(alerts).toHaveLength(10);
  });
});

function listUsers({ requests }: SignedReceiver): readonly (readonly string[])[] {
  return requests.map(({ data }) => data.findings.map(({ userName }) => userName));
}
