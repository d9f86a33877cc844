import { findFreePort } from '@credsweep/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWebStage, tokens, type WebStage } from './open-web-stage.ts';

describe('the metrics of the web service', { timeout: 60_000 }, () => {
  let stage: WebStage;
  let metricsUrl: string;
  beforeAll(async () => {
    const port = String(await findFreePort());
    metricsUrl = `http://127.0.0.1:${port}`;
    stage = await openWebStage({ serveArgs: ['--metrics-port', port] });
  }, 60_000);
  afterAll(() => stage?.close());

  const readMetrics = async (): Promise<string> => {
    const answer = await fetch(`${metricsUrl}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    return answer.text();
  };

  test('count requests by pattern of the route and status, and time them', async () => {
    await stage.ask('/accounts/200000000001', { role: 'reader' });
    await stage.ask('/accounts/200000000002', { role: 'reader' });
    await stage.ask('/accounts/200000000001');
    await stage.ask('/api/v1/findings/1', { role: 'reader' });
    await stage.ask('/api/v1/findings/1', { role: 'reader', method: 'HEAD' });
    await stage.ask('/wp-login.php?q=deploy-bot', { role: 'reader' });
    await stage.ask('/accounts/200000000001', { role: 'reader', method: 'DELETE' });
    const text = await readMetrics();
    const account = 'method="GET",route="/accounts/:accountId"';
    for (const line of [
      `credsweep_http_requests_total{${account},status="200"} 2`,
      `credsweep_http_requests_total{${account},status="401"} 1`,
      'credsweep_http_requests_total{method="GET",route="/api/v1/findings/:findingId",status="200"} 1',
      'credsweep_http_requests_total{method="HEAD",route="/api/v1/findings/:findingId",status="200"} 1',
      'credsweep_http_requests_total{method="GET",route="none",status="404"} 1',
      'credsweep_http_requests_total{method="other",route="none",status="404"} 1',
      `credsweep_http_request_duration_seconds_count{${account}} 3`,
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  test('tell when the newest completed scan was made', async () => {
    const { rows } = await stage.database.pool.query<{ seconds: number }>(
      'select extract(epoch from as_of)::float8 as seconds from credsweep.scan',
    );
    const line = /^credsweep_last_completed_scan_timestamp_seconds (\S+)$/m;
    expect(Number(line.exec(await readMetrics())?.[1])).toBeCloseTo(rows[0]?.seconds ?? 0, 2);
  });

  test('name no account, user, key, owner or token, and stand at their own port only', async () => {
    await stage.ask('/accounts?q=payments', { role: 'operator' });
    const text = await readMetrics();
    for (const secret of ['2000000000', 'payments', 'anna', 'deploy-bot', 'AKIA', 'o-', 'ops'])
      expect(text).not.toContain(secret);
    for (const token of Object.values(tokens)) expect(text).not.toContain(token);
    expect((await stage.ask('/metrics')).status).toBe(404);
    expect((await stage.ask('/metrics', { role: 'operator' })).status).toBe(404);
    expect((await fetch(`${metricsUrl}/api/v1/accounts`)).status).toBe(404);
    expect(await (await fetch(`${metricsUrl}/readyz`)).json()).toMatchObject({ status: 'ready' });
  });
});

test('a port of metrics that is taken is told by its flag', { timeout: 60_000 }, async () => {
  const stage = await openWebStage({ scans: 0 });
  try {
    const taken = new URL(stage.url).port;
    const run = await stage.run(['serve', '--port', '0', '--metrics-port', taken]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(`--metrics-port ${taken} on 127.0.0.1 cannot be used`);
  } finally {
    await stage.close();
  }
});
