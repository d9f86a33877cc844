import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '@credsweep/testkit';
import { openWebStage, type WebStage } from './open-web-stage.ts';

describe('a client that leaves', { timeout: 60_000 }, () => {
  let stage: WebStage;
  let metricsUrl: string;
  beforeAll(async () => {
    const port = String(await findFreePort());
    metricsUrl = `http://127.0.0.1:${port}/metrics`;
    stage = await openWebStage({ serveArgs: ['--metrics-port', port] });
  }, 60_000);
  afterAll(() => stage?.close());

  /** Statements of the service that the server is busy with. */
  const countRunning = async (): Promise<number> => {
    const { rows } = await stage.database.pool.query<{ count: number }>(
      `select count(*)::integer as count from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
         and query like '%credsweep.%' and query not like 'lock %'`,
    );
    return rows[0]?.count ?? -1;
  };

  /** Asks, leaves while PostgreSQL works on the answer, and gives how long it goes on. */
  const leave = async (path: string, atOnce = 1): Promise<number> => {
    const leaving = new AbortController();
    const asked = Array.from({ length: atOnce }, () =>
      stage
        .ask(path, { role: 'reader', signal: leaving.signal })
        .then((answer) => answer.text())
        .catch(({ name }: Error) => name),
    );
    await expect.poll(countRunning, { timeout: 10_000 }).toBeGreaterThanOrEqual(atOnce);
    await pause(200);
    expect(await countRunning()).toBeGreaterThanOrEqual(atOnce);
    leaving.abort();
    const leftAt = performance.now();
    await expect.poll(countRunning, { timeout: 10_000 }).toBe(0);
    const endedMs = performance.now() - leftAt;
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['AbortError']));
    return endedMs;
  };

  test.each([
    '/',
    '/accounts',
    '/accounts/200000000001',
    '/findings',
    '/search?q=anna',
    '/api/v1/users',
    '/api/v1/findings',
    '/api/v1/search?q=anna',
  ])('from %s ends what runs for it', async (path) => {
    const client = await stage.database.pool.connect();
    try {
      await client.query('begin; lock table credsweep.account in access exclusive mode');
      expect(await leave(path)).toBeLessThan(4000);
    } finally {
      await client.query('rollback');
      client.release();
    }
    expect((await stage.ask(path, { role: 'reader' })).status).toBe(200);
  });

  test('from a CSV file ends its cursor, and gives its place to somebody else', async () => {
    const { pool } = stage.database;
    const { rows } = await pool.query<{ definition: string }>(
      `select rtrim(pg_get_viewdef('credsweep.root_credentials'), ';') as definition`,
    );
    const definition = rows[0]?.definition ?? '';
    const path = '/api/v1/views/root_credentials/csv';
    await pool.query(
      `create or replace view credsweep.root_credentials as
       select shown.* from (select pg_sleep(60)) as slow left join (${definition}) as shown on true`,
    );
    expect(await leave(path, 4)).toBeLessThan(4000);
    await pool.query(`create or replace view credsweep.root_credentials as ${definition}`);
    const answer = await stage.ask(path, { role: 'reader' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('200000000001');
  });

  test('is counted with status 499, and is no failure of the service', async () => {
    expect(await (await fetch(metricsUrl)).text()).toContain(
      'credsweep_http_requests_total{method="GET",route="/accounts",status="499"} 1',
    );
    stage.service.kill('SIGTERM');
    const { exitCode, stderr } = await stage.service.ended;
    expect(exitCode).toBe(0);
    expect(stderr).not.toMatch(/"level":"(error|warn|fatal)"/);
  });
});
