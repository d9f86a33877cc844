import { findFreePort, openStage, type CredsweepProcess, type ScanStage } from '@credsweep/testkit';
import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, startChromium } from '../html-report/chromium.ts';
import { buildWorld, tokens } from './open-web-stage.ts';
import { askProxy, openAnswer, type ProxyAnswer, type ProxyRequest } from './proxy/ask-proxy.ts';
import { edgeAddress, publicHost } from './proxy/nginx-conf.ts';
import { hasNginx, startNginx, type RunningProxy } from './proxy/start-nginx.ts';

const configuration = `
web:
  publicUrl: https://${publicHost}
  proxyAuth:
    userHeader: X-Forwarded-Email
    groupsHeader: X-Forwarded-Groups
    operatorGroup: security
    trustedProxies: [127.0.0.1]
  trustedProxies: [${edgeAddress}]
`;

describe.skipIf(!hasNginx)('the web service behind nginx', { timeout: 60_000 }, () => {
  let stage: ScanStage;
  let service: CredsweepProcess;
  let proxy: RunningProxy;

  const ask = (port: number, asked: Omit<ProxyRequest, 'port'>): Promise<ProxyAnswer> =>
    askProxy(proxy, { port, ...asked });
  const countScans = async (): Promise<number> => {
    const { rows } = await stage.database.pool.query('select from credsweep.scan');
    return rows.length;
  };

  beforeAll(async () => {
    stage = await openStage({ organization: buildWorld() });
    const scan = await stage.run(['scan']);
    if (scan.exitCode !== 3) throw new Error(scan.stderr);
    await stage.write('credsweep.config.yaml', configuration);
    const port = await findFreePort();
    service = stage.start(['serve', '--port', `${port}`], {
      environment: {
        CREDSWEEP_WEB_TOKENS: `ops:operator:${tokens.operator},look:reader:${tokens.reader}`,
      },
      timeoutMs: 120_000,
    });
    await service.waitForOutput(/Serving at/);
    proxy = await startNginx(port);
  }, 60_000);
  // While a scan goes on, nobody starts another one.
  afterEach(async () => {
    await stage.database.pool.query(
      `update credsweep.scan set state = 'cancelled', finished_at = now() where state in ('listing', 'scanning')`,
    );
  });
  afterAll(async () => {
    await proxy?.stop();
    await stage?.close();
  });

  test('nobody gets in whom the proxy does not know', async () => {
    const answer = await ask(proxy.loginPort, { path: '/' });
    expect([answer.status, answer.body]).toEqual([401, expect.stringContaining('nginx')]);
  });

  test.each([
    ['ann', 'operator'],
    ['bob', 'reader'],
  ] as const)('%s is, by the groups that the proxy names, %s', async (user, role) => {
    const page = await ask(proxy.loginPort, { path: '/scans', user });
    expect(page.status).toBe(200);
    expect(page.body).toContain(`<bdi>${user}@example.com</bdi>`);
    expect(page.body.includes('Scan now')).toBe(role === 'operator');
    expect(page.body).not.toContain('Log out');
    const scans = await countScans();
    const [, formKey = ''] = /name="form_key" value="([^"]+)"/.exec(page.body) ?? [];
    const form = { form_key: formKey };
    const started = await ask(proxy.loginPort, { path: '/scans', method: 'POST', user, form });
    expect(started.status).toBe(role === 'operator' ? 303 : 403);
    expect(await countScans()).toBe(role === 'operator' ? scans + 1 : scans);
    if (role === 'operator') expect(started.headers.location).toMatch(/^\/scans\/\d+$/);
  });

  test('refuses what another site makes the browser of somebody who is logged in post', async () => {
    const scans = await countScans();
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: `http://${publicHost}`, 'sec-fetch-site': 'cross-site' },
    ])
      for (const path of ['/scans', '/api/v1/scans']) {
        const answer = await ask(proxy.loginPort, { path, method: 'POST', user: 'ann', headers });
        expect([answer.status, answer.body], path).toEqual([
          403,
          expect.stringContaining('request_refused'),
        ]);
      }
    expect(await countScans()).toBe(scans);
  });

  test('headers that a client sends through the proxy are replaced, or taken away', async () => {
    const headers = {
      'x-forwarded-email': 'root@example.com',
      'x-forwarded-groups': 'security',
      connection: 'close, x-forwarded-groups, x-forwarded-email',
    };
    const page = await ask(proxy.loginPort, { path: '/scans', user: 'bob', headers });
    expect(page.body).toContain('<bdi>bob@example.com</bdi>');
    expect(page.body).not.toMatch(/root@|Scan now/);
    expect((await ask(proxy.tokenPort, { path: '/api/v1/scans', headers })).status).toBe(401);
  });

  test('headers of who comes past the proxy count for nothing', async () => {
    const headers = {
      host: publicHost,
      'x-forwarded-email': 'ann@example.com',
      'x-forwarded-groups': 'security',
      'x-forwarded-for': '127.0.0.1',
    };
    const direct = async (from: string): Promise<number> => {
      const sent = request({
        host: '127.0.0.1',
        port: proxy.servicePort,
        path: '/api/v1/scans',
        localAddress: from,
        headers,
      }).end();
      const [answer] = await once(sent, 'response');
      await text(answer);
      return answer.statusCode;
    };
    expect(await direct('127.0.0.9')).toBe(401);
    // The edge is believed where it names clients, and not where it names users.
    expect(await direct(edgeAddress)).toBe(401);
    expect(await direct('127.0.0.1')).toBe(200);
  });

  test('redirects without naming a host, and gives a session that stays on HTTPS', async () => {
    const headers = { accept: 'text/html', 'x-forwarded-host': 'evil.example' };
    const first = await ask(proxy.tokenPort, { path: '/findings', headers });
    expect([first.status, first.headers.location]).toEqual([303, '/login']);
    const login = await ask(proxy.tokenPort, {
      path: '/login',
      method: 'POST',
      form: { token: tokens.reader },
      headers: { 'x-forwarded-proto': 'http' },
    });
    expect([login.status, login.headers.location]).toEqual([303, '/']);
    const [cookie = ''] = login.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      /^__Host-credsweep=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(login.headers['strict-transport-security']).toContain('max-age=');
    const session = { cookie: cookie.split(';')[0] ?? '' };
    expect((await ask(proxy.tokenPort, { path: '/', headers: session })).status).toBe(200);
    const plain = { cookie: session.cookie.replace('__Host-', '') };
    expect((await ask(proxy.tokenPort, { path: '/', headers: plain })).status).toBe(401);
  });

  test('goes by its public name and by no other', async () => {
    const headers = { host: 'evil.example' };
    const answer = await ask(proxy.tokenPort, { path: '/login', headers });
    expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('request_refused')]);
  });

  test('follows a scan without the proxy keeping events back', async () => {
    const { rows } = await stage.database.pool.query(
      `insert into credsweep.scan (organization_id, state, as_of, policy, settings)
       select organization_id, 'listing', now(), policy, settings from credsweep.scan limit 1
       returning scan_id`,
    );
    const scanId = Number(rows[0]?.scan_id);
    const path = `/api/v1/scans/${scanId}/events`;
    const answer = await openAnswer(proxy, { port: proxy.loginPort, path, user: 'bob' });
    expect(answer.headers['content-type']).toContain('text/event-stream');
    const events = answer.setEncoding('utf8')[Symbol.asyncIterator]();
    const next = async (): Promise<string> => String((await events.next()).value);
    // Both come while the scan goes on, though they are far smaller than the buffers of the proxy.
    expect(await next()).toContain('"state":"listing"');
    await stage.database.pool.query(
      `update credsweep.scan set state = 'scanning' where scan_id = $1`,
      [scanId],
    );
    expect(await next()).toContain('"state":"scanning"');
    answer.destroy();
  });

  test.skipIf(!hasChromium)(
    'lets a browser log in over HTTPS, press a button, and follow the scan',
    async () => {
      const place = `127.0.0.1:${proxy.tokenPort}`;
      const browser = await startChromium({ names: { [publicHost]: place } });
      try {
        const page = await browser.context.newPage();
        await page.goto(`https://${publicHost}/`);
        expect(page.url()).toBe(`https://${publicHost}/login`);
        await page.getByLabel('Token').fill(tokens.operator);
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByRole('link', { name: 'Scans', exact: true }).click();
        await page.getByRole('button', { name: 'Scan now' }).click();
        await page.locator('[data-value=state]', { hasText: 'listing' }).waitFor();
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.locator('[data-value=state]', { hasText: 'cancelled' }).waitFor();
        await page.getByRole('button', { name: 'Log out' }).click();
        await page.getByRole('heading', { name: 'Log in' }).waitFor();
      } finally {
        await browser.close();
      }
    },
  );

  test('counts wrong tokens by the client, whatever that says of itself', async () => {
    const guess = (from: string, port: number, forwardedFor: string, user?: 'bob') =>
      ask(port, {
        path: '/login',
        method: 'POST',
        from,
        form: { token: 'wrong-token-0123456789' },
        headers: { 'x-forwarded-for': forwardedFor },
        ...(user === undefined ? {} : { user }),
      });
    const guessAll = async (from: string, port: number, user?: 'bob') => {
      const statuses: number[] = [];
      for (let tries = 0; tries < 11; tries += 1)
        statuses.push((await guess(from, port, `203.0.113.${tries}`, user)).status);
      return statuses;
    };
    const limited = [...Array<number>(10).fill(401), 429];
    expect(await guessAll('127.0.0.21', proxy.tokenPort)).toEqual(limited);
    // By two proxies, of which the second is called by the first.
    expect(await guessAll('127.0.0.22', proxy.edgePort, 'bob')).toEqual(limited);
    expect((await guess('127.0.0.23', proxy.tokenPort, '127.0.0.21')).status).toBe(401);
    expect((await guess('127.0.0.23', proxy.edgePort, '127.0.0.21', 'bob')).status).toBe(401);
    service.kill('SIGTERM');
    const { stderr } = await service.ended;
    const refused = stderr.split('\n').filter((line) => line.includes('login refused'));
    expect(new Set(refused.map((line) => /127\.[\d.]+|203\.[\d.]+/.exec(line)?.[0]))).toEqual(
      new Set(['127.0.0.21', '127.0.0.22', '127.0.0.23']),
    );
  });
});
