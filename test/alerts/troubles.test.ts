import { findFreePort } from '@credsweep/testkit';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { enqueueScan, startWorker } from '../service/stage-actions.ts';
import { accounts, openAlertStage, webhookChannel, type AlertStage } from './alert-stage.ts';
import { signingSecret, startSignedReceiver, type SignedReceiver } from './signed-receiver.ts';

/** A message as `alerts list --format json` shows it. */
type ListedAlert = {
  readonly messageId: string;
  readonly channel: string;
  readonly kind: string;
  readonly state: string;
  readonly attempts: number;
  readonly dueAt: string;
  readonly lastError: { readonly code: string; readonly message: string } | null;
};

describe('receivers that make trouble', { timeout: 120_000 }, () => {
  test('do not touch the scan, nor the other channels; each message says what became of it', async () => {
    const [well, flaky, busy, slow, gone, liar] = await Promise.all([
      openReceiver(),
      openReceiver(),
      openReceiver(),
      openReceiver(),
      openReceiver(),
      openReceiver(`whsec_${'A'.repeat(32)}`),
    ]);
    flaky.answer({ status: 500 }, { status: 200 });
    busy.answer({ status: 429, headers: { 'retry-after': '2' } }, { status: 200 });
    slow.answer('hang', { status: 202 });
    gone.answer({ status: 410 });
    const mails = await openMailServer();
    const stage = await open(
      [
        'alerts:',
        '  channels:',
        webhookChannel('well', well.url),
        webhookChannel('flaky', flaky.url),
        webhookChannel('busy', busy.url),
        webhookChannel('slow', slow.url, ['timeoutSeconds: 0.5']),
        webhookChannel('gone', gone.url),
        webhookChannel('liar', liar.url),
        webhookChannel('away', `http://127.0.0.1:${await findFreePort()}/`),
        webhookChannel('lost', 'https://no-such-host.invalid/hook', ['timeoutSeconds: 5']),
        '    mail:',
        '      type: email',
        `      url: smtp://127.0.0.1:${mails.port}`,
        '      from: credsweep@example.com',
        '      to: [security@example.com]',
        '    morning:',
        '      type: json-lines',
        '      path: digest.ndjson',
        '      digest: { at: "04:00", timeZone: Asia/Tokyo }',
      ].join('\n'),
      'alerts: { channels: {} }',
    );
    await stage.addDay();
    const run = await stage.scan('--format', 'json');
    expect(JSON.parse(run.stdout)).toMatchObject({ state: 'completed', newHighRiskKeys: 1 });
    for (const [channel, code] of [
      ['gone', 'alert_channel_refused'],
      ['liar', 'alert_channel_refused'],
      ['away', 'alert_channel_unreachable'],
      ['lost', 'alert_channel_unreachable'],
    ])
      expect(run.stderr).toMatch(new RegExp(`Alert to ${channel} .*\\[${code}\\]`));

    const listed = await list(stage);
    expect(
      Object.fromEntries(
        [...listed].map(([channel, { state, attempts, lastError }]) => [
          channel,
          [state, attempts, lastError?.code ?? null],
        ]),
      ),
    ).toEqual({
      well: ['delivered', 1, null],
      flaky: ['delivered', 2, null],
      busy: ['delivered', 1, null],
      slow: ['delivered', 2, null],
      gone: ['failed', 1, 'alert_channel_refused'],
      liar: ['failed', 1, 'alert_channel_refused'],
      away: ['pending', expect.any(Number), 'alert_channel_unreachable'],
      lost: ['pending', expect.any(Number), 'alert_channel_unreachable'],
      mail: ['delivered', 1, null],
      morning: ['pending', 0, null],
    });
    for (const receiver of [well, flaky, busy, slow]) expect(receiver.accepted).toHaveLength(1);
    expect(flaky.requests).toHaveLength(2);
    expect(new Set(slow.requests.map(({ data }) => data.messageId)).size).toBe(1);
    expect(liar.forged).toBe(1);
    expect(mails.received).toEqual([
      expect.stringMatching(/^To: security@example.com$[^]*new-user/m),
    ]);
    expect(listed.get('morning')?.dueAt).toMatch(/T19:00:00.000Z$/);

    gone.answer({ status: 200 });
    const id = listed.get('gone')?.messageId ?? '';
    const retried = await stage.run(['alerts', 'retry', id.slice(0, 8)]);
    expect(retried).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('delivered') });
    expect(gone.accepted).toMatchObject([{ data: { messageId: id } }]);
    const shown = await stage.run(['alerts', 'show', id]);
    expect(shown.stdout).toMatch(new RegExp(`^Alert ${id}\n.*\n  delivered, [^]*new-user`));
    expect(await stage.run(['alerts', 'show', 'ffffffff'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[alert_not_found]'),
    });

    const { rows } = await stage.database.pool.query(
      'select to_jsonb(alert_message)::text as row from credsweep.alert_message',
    );
    const written = [JSON.stringify(rows), run.stdout, run.stderr, shown.stdout].join('\n');
    expect(written).not.toContain(signingSecret.slice('whsec_'.length));
    expect(written).not.toContain('/hooks/credsweep');
  });

  test('are tried with "alerts test", which says what is wrong and needs no database', async () => {
    const [well, liar, gone] = await Promise.all([
      openReceiver(),
      openReceiver(`whsec_${'A'.repeat(32)}`),
      openReceiver(),
    ]);
    gone.answer({ status: 410 });
    const stage = await open(
      [
        'alerts:',
        '  channels:',
        webhookChannel('well', well.url),
        webhookChannel('liar', liar.url),
        webhookChannel('gone', gone.url),
        webhookChannel('away', `http://127.0.0.1:${await findFreePort()}/`),
      ].join('\n'),
    );
    const environment = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' };
    const tryOut = (channel: string) => stage.run(['alerts', 'test', channel], { environment });
    expect(await tryOut('well')).toMatchObject({ exitCode: 0 });
    expect(well.accepted).toMatchObject([{ type: 'credsweep.test' }]);
    for (const [channel, exitCode, code] of [
      ['liar', 1, 'alert_channel_refused'],
      ['gone', 1, 'alert_channel_refused'],
      ['away', 1, 'alert_channel_unreachable'],
      ['nobody', 2, 'alert_channel_unknown'],
    ] as const)
      expect(await tryOut(channel), channel).toMatchObject({
        exitCode,
        stderr: expect.stringContaining(`[${code}]`),
      });
  });
});

describe('a configuration that cannot be used', { timeout: 90_000 }, () => {
  test('stops scan, worker and alerts at once, with every problem and its line, and no secret', async () => {
    const stage = await open(
      [
        'alerts:',
        '  channels:',
        '    siem:',
        '      type: webhook',
        '      url: ${NOT_SET_URL}',
        '      secret: ${BAD_SECRET}',
        '    chat: { type: slack, url: "ftp://chat.example/hook" }',
        '    plain: { type: webhook, url: "http://chat.example/", secret: "${HOOK_SECRET}" }',
        '  routes:',
        '    - { channels: [security], minSeverity: high }',
      ].join('\n'),
    );
    const environment = { BAD_SECRET: 'hush-hush' };
    for (const args of [['scan'], ['worker'], ['alerts', 'test', 'siem'], ['alerts', 'retry']]) {
      const { exitCode, stdout, stderr } = await stage.run(args, { environment });
      expect(exitCode, stderr).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('config_invalid');
      expect(stderr).toMatch(
        /credsweep\.config\.yaml:5:\d+: alerts.channels.siem.url: .*NOT_SET_URL is not set/,
      );
      expect(stderr).toMatch(
        /credsweep\.config\.yaml:6:\d+: alerts.channels.siem.secret: is not a signing secret/,
      );
      expect(stderr).toMatch(
        /credsweep\.config\.yaml:7:\d+: alerts.channels.chat.url: is not a web address/,
      );
      expect(stderr).toMatch(/credsweep\.config\.yaml:10:\d+: .*there is no channel "security"/);
      expect(stderr).not.toContain('hush');
    }
    const { rowCount } = await stage.database.pool.query('select from credsweep.scan');
    expect(rowCount).toBe(0);
    // Who only enqueues needs no secret.
    expect(await enqueueScan(stage)).toBe(1);
  });

  test('is a failed check of doctor, which names the channels of one that can', async () => {
    const stage = await open('alerts:\n  channels:\n    siem: { type: json-lines, path: "${NO}" }');
    const bad = await stage.run(['doctor', '--format', 'json']);
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      verdict: 'failed',
      checks: expect.arrayContaining([
        expect.objectContaining({ subject: 'alerts', code: 'config_invalid' }),
      ]),
    });
    const good = await stage.run(['doctor'], { environment: { NO: 'alerts.ndjson' } });
    expect(good.stdout).toMatch(/Alerts\n.*ok.*siem \(json-lines\)/);
  });
});

test(
  'a worker without the channel leaves a message to others, and the list says so after a while',
  { timeout: 90_000 },
  async () => {
    const receiver = await openReceiver();
    const config = `alerts:\n  channels:\n${webhookChannel('siem', receiver.url)}`;
    const stage = await open(config);
    receiver.answer({ status: 503 });
    await stage.scan();
    // As if nobody had looked for two minutes.
    await stage.database.pool.query(
      `update credsweep.alert_message set next_attempt_at = now() - interval '2 minutes'`,
    );
    await stage.write('credsweep.config.yaml', config.replace('siem', 'other'));
    const other = await startWorker(stage);
    await expect
      .poll(async () => (await list(stage)).get('siem')?.lastError?.code, { timeout: 30_000 })
      .toBe('alert_channel_unknown');
    expect((await list(stage)).get('siem')?.state).toBe('pending');
    other.kill('SIGTERM');
    await other.ended;

    await stage.write('credsweep.config.yaml', config);
    receiver.answer({ status: 200 });
    const port = await findFreePort();
    await startWorker(stage, ['--http-port', String(port)]);
    await expect.poll(() => receiver.accepted.length, { timeout: 40_000 }).toBe(1);
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(async () => (await fetch(`${url}/metrics`)).text(), { timeout: 10_000 })
      .toMatch(/credsweep_alert_deliveries_total\{channel="siem",outcome="delivered"\} 1/);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain(
      'credsweep_open_findings{reason="rotation_overdue",age_days="0-7"} 1',
    );
  },
);

async function open(configuration: string, first = configuration): Promise<TroubledStage> {
  const stage = await openAlertStage(first);
  onTestFinished(() => stage.close());
  return {
    ...stage,
    /** Scans once without channels, so that the next scan has news. */
    async addDay() {
      await stage.scan();
      await stage.write('credsweep.config.yaml', configuration);
      stage.addOldKey(accounts.research, 'new-user');
    },
  };
}

type TroubledStage = AlertStage & { addDay(): Promise<void> };

async function openReceiver(secret?: string): Promise<SignedReceiver> {
  const receiver = await startSignedReceiver(secret);
  onTestFinished(() => receiver.close());
  return receiver;
}

async function openMailServer(): Promise<{ readonly port: number; readonly received: string[] }> {
  const received: string[] = [];
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, received };
}

/** The messages of the newest scan by channel. */
async function list(stage: AlertStage): Promise<ReadonlyMap<string, ListedAlert>> {
  const run = await stage.run(['alerts', 'list', '--format', 'json']);
  const alerts = JSON.parse(run.stdout) as readonly ListedAlert[];
  return new Map(alerts.map((alert) => [alert.channel, alert]));
}
