import { addUser } from '@credsweep/simulator';
import { runCredsweep } from '@credsweep/testkit';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWorld, logIn, openWebStage, tokens, type WebStage } from './open-web-stage.ts';

describe('the web service', { timeout: 120_000 }, () => {
  let stage: WebStage;
  let session: string;

  beforeAll(async () => {
    const organization = buildWorld();
    addUser(organization, '200000000001', {
      name: 'x.@-=,+_y',
      path: '/<script>alert(1)</script>/',
      createdAt: new Date('2020-01-01'),
    });
    stage = await openWebStage({ organization });
    session = await logIn(stage, 'operator');
  }, 120_000);
  afterAll(() => stage?.close());

  const protectedPaths = [
    '/',
    '/accounts',
    '/accounts/200000000001',
    '/findings',
    '/findings/1',
    '/search?q=anna',
    '/scans',
    '/scans/1',
    '/api/v1/summary',
    '/api/v1/users',
    '/api/v1/findings/1',
    '/api/v1/scans/1/events',
    '/api/v1/views/aws_staleuser_details/csv',
    '/api/openapi.json',
  ] as const;

  test.each(protectedPaths)('gives nothing of %s to who has no token', async (path) => {
    const answer = await stage.ask(path);
    expect(answer.status).toBe(401);
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ status: 401, code: 'login_required' });
    expect(body).not.toContain('anna');
    const page = await stage.ask(path, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(path.startsWith('/api') ? 401 : 303);
  });

  test.each([
    ['a wrong bearer token', { authorization: 'Bearer wrong-token-0123456789' }],
    ['a token of another kind', { authorization: `Basic ${btoa(`ops:${tokens.operator}`)}` }],
    ['a cut token', { authorization: `Bearer ${tokens.operator.slice(0, -1)}` }],
    ['a made-up session', { cookie: 'credsweep=WyJvcHMiLDk5OTk5OTk5OTldCg.c2lnbmF0dXJl' }],
    ['headers of a proxy that nobody trusts', { 'x-forwarded-email': 'ops@example.com' }],
  ])('does not know %s', async (_name, headers) => {
    expect((await stage.ask('/api/v1/users', { headers })).status).toBe(401);
  });

  test.each([
    ['POST', '/api/v1/scans'],
    ['POST', '/api/v1/scans/1/cancel'],
    ['DELETE', '/api/v1/findings/1/exemption'],
    ['PUT', '/api/v1/findings/1/exemption'],
    ['POST', '/scans'],
    ['POST', '/scans/1/cancel'],
    ['POST', '/findings/1/exempt'],
    ['POST', '/findings/1/end-exemption'],
  ] as const)('lets no reader %s %s', async (method, path) => {
    const isForm = !path.startsWith('/api');
    const answer = await stage.ask(path, {
      method,
      role: 'reader',
      body: isForm
        ? 'until=2099-01-01&reason=x'
        : method === 'PUT'
          ? '{"until":"2099-01-01","reason":"x"}'
          : null,
      headers: {
        'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      },
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { code: 'role_insufficient' },
    ]);
    const { rows } = await stage.database.pool.query(
      'select (select count(*)::integer from credsweep.scan) as scans, (select count(*)::integer from credsweep.finding_exemption) as exemptions',
    );
    expect(rows).toEqual([{ scans: 1, exemptions: 0 }]);
  });

  test('shows a reader no button that only operators may press', async () => {
    const cookie = await logIn(stage, 'reader');
    for (const path of ['/', '/scans', '/findings/1']) {
      const page = await (await stage.ask(path, { headers: { cookie } })).text();
      expect(page).toContain('look');
      expect(page).not.toMatch(
        /Scan now|Exempt this key|action="\/(?:scans|findings)\b[^"]*" class="(?:action-)?form"/,
      );
    }
  });

  test('refuses what another site makes a browser post, whatever it looks like', async () => {
    const cookie = await logIn(stage, 'operator');
    const page = await (await stage.ask('/scans', { headers: { cookie } })).text();
    const formKey = /name="form_key" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(formKey).not.toBe('');
    const post = (
      headers: Readonly<Record<string, string>>,
      body = `form_key=${formKey}`,
      path = '/scans',
    ): Promise<Response> =>
      stage.ask(path, {
        method: 'POST',
        body,
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: stage.url },
      { 'sec-fetch-site': 'cross-site', origin: stage.url },
      {},
    ]) {
      const answer = await post(headers);
      expect([answer.status, await answer.json()], JSON.stringify(headers)).toMatchObject([
        403,
        { code: 'request_refused' },
      ]);
    }
    const otherSession = await logIn(stage, 'operator');
    expect(otherSession).not.toBe('');
    for (const body of ['', 'form_key=', `form_key=${formKey}x`, `form_key=${'a'.repeat(43)}`])
      expect((await post({ origin: stage.url }, body)).status, body).toBe(403);
    const json = await post({ origin: stage.url, 'content-type': 'text/plain' });
    expect(json.status).toBe(415);
    const api = await post({ origin: 'https://evil.example' }, '', '/api/v1/scans');
    expect(api.status).toBe(403);
    const { rows } = await stage.database.pool.query(
      'select count(*)::integer from credsweep.scan',
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('refuses to be called by the name of somebody else', async () => {
    const answer = await sendRaw(
      stage.url,
      `GET /login HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403/);
    expect(answer).toContain('request_refused');
  });

  test('sets a session that scripts and other sites do not get, and ends it', async () => {
    const answer = await stage.ask('/login', {
      method: 'POST',
      body: new URLSearchParams({ token: tokens.operator }),
      headers: { origin: stage.url },
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^credsweep=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(cookie).not.toContain(tokens.operator);
    const opened = cookie.split(';')[0] ?? '';
    const changed = `${opened.slice(0, -2)}${opened.endsWith('A') ? 'BB' : 'AA'}`;
    expect((await stage.ask('/api/v1/users', { headers: { cookie: opened } })).status).toBe(200);
    expect((await stage.ask('/api/v1/users', { headers: { cookie: changed } })).status).toBe(401);
  });

  test('sends headers that leave a browser no way out, on every kind of answer', async () => {
    for (const path of ['/', '/login', '/nothing', '/api/v1/summary', '/assets/page.js']) {
      const { headers } = await stage.ask(path, {
        role: 'operator',
        headers: { accept: 'text/html' },
      });
      const policy = headers.get('content-security-policy') ?? '';
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
      ])
        expect(policy, path).toContain(part);
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
      if (!path.startsWith('/assets')) expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  test('writes names that attack a page as text', async () => {
    for (const path of ['/', '/accounts', '/accounts/200000000001', '/search?q=x.', '/findings']) {
      const page = await (await stage.ask(path, { role: 'operator' })).text();
      expect(page, path).not.toContain('<script>alert');
      expect(page, path).not.toContain('<b>"prod"');
    }
    const typed = encodeURIComponent('"><img src=x onerror=alert(1)>');
    for (const path of [`/search?q=${typed}`, `/accounts?q=${typed}`, `/findings?owner=${typed}`]) {
      const answer = await stage.ask(path, { role: 'operator' });
      expect(answer.status, path).toBe(200);
      const page = await answer.text();
      expect(page, path).not.toContain('<img');
      expect(page, path).toContain('&quot;&gt;&lt;img');
    }
  });

  test.each([
    '/api/v1/views/..%2f..%2f..%2fetc%2fpasswd/csv',
    '/api/v1/views/../../../etc/passwd/csv',
    '/api/v1/views/pg_authid/csv',
    '/api/v1/views/aws_staleuser_details%00/csv',
    '/api/v1/views/aws_staleuser_details;drop table x/csv',
    '/api/v1/views/aws_staleuser_details/csv?scan=1;select 1',
    '/api/v1/views/aws_staleuser_details/csv?scan=-1',
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/style-99.css',
    '/assets/web-page.js',
  ])('gives no file for %s', async (path) => {
    const answer = await sendRaw(
      stage.url,
      `GET ${path.replaceAll(' ', '%20')} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${tokens.operator}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[04]/);
    expect(answer).toMatch(/"code":"(?:request_invalid|page_not_found)"/);
    expect(answer).not.toMatch(/root:|workspaces|rolname/);
  });

  test.each([
    ['a body that is too large', 'POST', '/login', `token=${'x'.repeat(70_000)}`, 413],
    ['JSON that is none', 'PUT', '/api/v1/findings/1/exemption', '{"until":', 400],
    ['JSON of another shape', 'PUT', '/api/v1/findings/1/exemption', '[]', 400],
    [
      'a date that is none',
      'PUT',
      '/api/v1/findings/1/exemption',
      '{"until":"2026-02-31","reason":"x"}',
      400,
    ],
    [
      'a day that is past',
      'PUT',
      '/api/v1/findings/1/exemption',
      '{"until":"2020-01-01","reason":"x"}',
      400,
    ],
    [
      'no reason',
      'PUT',
      '/api/v1/findings/1/exemption',
      '{"until":"2099-01-01","reason":"  "}',
      400,
    ],
    ['an address that is too long', 'GET', `/search?q=${'x'.repeat(5000)}`, null, 414],
    ['a NUL in a search', 'GET', '/search?q=an%00na', null, 400],
    [
      'a NUL in a cursor',
      'GET',
      `/api/v1/users?cursor=${btoa('["200000000001","a\\u0000"]')}`,
      null,
      400,
    ],
    [
      'a NUL in a reason',
      'PUT',
      '/api/v1/findings/1/exemption',
      '{"until":"2099-01-01","reason":"a\\u0000b"}',
      400,
    ],
    ['half a character in a search', 'GET', '/search?q=an%ED%A0%80', null, 200],
    ['a percent sign alone', 'GET', '/search?q=%&owner=%zz', null, 200],
  ] as const)('answers %s', async (_name, method, path, body, status) => {
    const answer = await stage.ask(path, {
      method,
      role: 'operator',
      body,
      headers: {
        'content-type':
          path === '/login' ? 'application/x-www-form-urlencoded' : 'application/json',
        origin: stage.url,
      },
    });
    const told = await answer.text();
    expect(answer.status, told).toBe(status);
    expect(told).not.toMatch(
      /\bat \w+ \(|node_modules|\/src\/|syntax error|SELECT|credsweep\.finding/,
    );
  });

  test('ends a body without a length when it is too large', async () => {
    const chunk = `${(1000).toString(16)}\r\n${'x'.repeat(1000)}\r\n`;
    const answer = await sendRaw(
      stage.url,
      `POST /login HTTP/1.1\r\nhost: ${new URL(stage.url).host}\r\norigin: ${stage.url}\r\nsec-fetch-site: same-origin\r\n` +
        `content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${chunk.repeat(70)}0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
  });

  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', /^HTTP\/1\.1 400/],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431/,
    ],
    [
      'two lengths',
      'POST /login HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef',
      /^HTTP\/1\.1 400/,
    ],
    ['an unknown method', 'BREW / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n', /^HTTP\/1\.1 400/],
  ])('answers %s and goes on', async (_name, request, expected) => {
    expect(await sendRaw(stage.url, request)).toMatch(expected);
    expect((await stage.ask('/healthz')).status).toBe(200);
  });

  test('tells nothing of a failure inside but where to find it in the log', async () => {
    await stage.database.pool.query('alter view credsweep.key_findings rename to hidden_findings');
    const answer = await stage.ask('/api/v1/findings', { role: 'reader' });
    await stage.database.pool.query('alter view credsweep.hidden_findings rename to key_findings');
    const problem = (await answer.json()) as { requestId: string; detail: string };
    expect([answer.status, problem]).toMatchObject([500, { code: 'internal_error' }]);
    expect(JSON.stringify(problem)).not.toMatch(/key_findings|relation|postgres/);
    expect(problem.detail).toContain(problem.requestId);
  });

  test('does not let tokens be guessed, but lets who is logged in go on', async () => {
    const cookie = await logIn(stage, 'operator');
    const guess = (): Promise<Response> =>
      stage.ask('/login', {
        method: 'POST',
        body: new URLSearchParams({ token: 'wrong-token-0123456789' }),
        headers: { origin: stage.url },
      });
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) statuses.push((await guess()).status);
    expect(statuses.slice(0, 2)).toEqual([401, 401]);
    expect(statuses.at(-1)).toBe(429);
    const bearer = await stage.ask('/api/v1/users', { role: 'operator' });
    expect(bearer.status).toBe(429);
    expect(Number(bearer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await stage.ask('/api/v1/users', { headers: { cookie } })).status).toBe(200);
  });

  test('says where it listens, and where to log in with a token that was given', async () => {
    const { url } = stage;
    await stage.service.waitForOutput(
      new RegExp(
        `Serving at ${url}\\. Log in at ${url}/login with a token of CREDSWEEP_WEB_TOKENS`,
      ),
    );
  });

  test('stops at SIGTERM though somebody follows a scan, and its log holds no secret', async () => {
    // The address has guessed too often to log in again.
    const cookie = session;
    const { rows } = await stage.database.pool.query(
      `insert into credsweep.scan (state, as_of, policy, settings) select 'listing', now(), policy, settings from credsweep.scan limit 1 returning scan_id`,
    );
    const events = await stage.ask(`/api/v1/scans/${rows[0]?.scan_id}/events`, {
      headers: { cookie },
    });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const body = events.text().catch(() => '');
    stage.service.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await stage.service.ended;
    expect(exitCode).toBe(0);
    expect(await body).toContain('event: status');
    expect(stdout).toBe('');
    for (const secret of [...Object.values(tokens), cookie.split('=')[1] ?? '', 'wrong-token'])
      expect(stderr.includes(secret), secret).toBe(false);
    expect(stderr).toMatch(/relation .*key_findings.* does not exist/);
  });
});

describe('credsweep serve', { timeout: 60_000 }, () => {
  const options = { workingFolder: '/', environment: {} };

  test('serves nobody but this machine as long as nobody was given access', async () => {
    const run = await runCredsweep(['serve', '--host', '0.0.0.0', '--port', '0'], {
      ...options,
      environment: { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' },
    });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('CREDSWEEP_WEB_TOKENS');
    expect(run.stderr).toContain('config_invalid');
  });

  test('says which token cannot be used, and not what it is', async () => {
    const run = await runCredsweep(['serve'], {
      ...options,
      environment: {
        CREDSWEEP_WEB_TOKENS: 'a:operator:short-secret,b:king:0123456789012345678901',
      },
    });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('entry 1: token is shorter than 20 characters');
    expect(run.stderr).toContain('entry 2: role is none of reader, operator');
    expect(run.stderr).not.toMatch(/short-secret|0123456789/);
  });

  test('says which flag is wrong, and what was expected', async () => {
    const flags = ['--public-url', 'credsweep.example.com', '--trusted-proxy', '10.0.0.0/40'];
    const run = await runCredsweep(['serve', ...flags], options);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(
      '--public-url "credsweep.example.com" is not the address of a website',
    );
    expect(run.stderr).toContain('--trusted-proxy "10.0.0.0/40" is not an address or a network');
  });
});

function sendRaw(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(request);
  const answer = text(socket);
  socket.setTimeout(5000, () => socket.destroy());
  return answer;
}
