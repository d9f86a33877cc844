import { Validator } from '@seriousme/openapi-schema-validator';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWebStage, tokens, type WebStage } from './open-web-stage.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

describe('the JSON API', { timeout: 120_000 }, () => {
  let stage: WebStage;
  const read = async (path: string): Promise<Record<string, unknown>> => {
    const answer = await stage.ask(path, { role: 'reader' });
    expect(answer.status, path).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  };
  /** All items of a list, page by page. */
  const readAll = async (path: string, limit: number): Promise<readonly unknown[]> => {
    const items: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = await read(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
      items.push(...(page['items'] as unknown[]));
      const next = page['nextCursor'] as string | null;
      if (next === null) return items;
      cursor = `&cursor=${next}`;
    }
  };

  beforeAll(async () => {
    stage = await openWebStage({ scans: 2 });
  }, 120_000);
  afterAll(() => stage?.close());

  test('has a valid OpenAPI 3.1 document', async () => {
    const document = await read('/api/openapi.json');
    expect(document['openapi']).toBe('3.1.0');
    const { valid, errors } = await new Validator().validate(document);
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(Object.keys(document['paths'] as object).length).toBeGreaterThan(12);
  });

  test('works with a client that a public generator makes of its document', async () => {
    const document = await read('/api/openapi.json');
    const types = astToString(await openapiTypescript(JSON.stringify(document)));
    const folder = await mkdtemp(join(here, '.generated-'));
    try {
      await writeFile(join(folder, 'schema.d.ts'), types);
      const program = await readFile(join(here, 'generated-client.txt'), 'utf8');
      await writeFile(join(folder, 'client.ts'), program);
      await writeFile(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ extends: '../../../tsconfig.base.json', files: ['client.ts'] }),
      );
      const compiled = await run(process.execPath, [compiler, '--noEmit', '-p', folder]).catch(
        (error: { readonly stdout: string }) => error,
      );
      expect(compiled.stdout).toBe('');
      const { stdout } = await run(process.execPath, [join(folder, 'client.ts')], {
        env: { ...process.env, CREDSWEEP_URL: stage.url, CREDSWEEP_TOKEN: tokens.operator },
      });
      expect(JSON.parse(stdout)).toEqual({
        coverage: 75,
        scans: [2, 1],
        firstAccount: '200000000001',
        users: ['=1+2@corp', 'anna', 'bert', 'deploy-bot'],
        highRiskKeys: 2,
        exempted: 'until the vendor has replaced it',
        open: 'open',
        missing: { status: 404, code: 'scan_not_found' },
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test.each([
    ['/api/v1/users', 4],
    ['/api/v1/access-keys', 3],
    ['/api/v1/accounts', 4],
    ['/api/v1/accounts?order=name', 4],
    ['/api/v1/accounts?order=users', 4],
    ['/api/v1/findings', 2],
    ['/api/v1/scans', 2],
    ['/api/v1/scans/1/accounts', 4],
  ])('gives %s page by page, each row once', async (path, count) => {
    const all = await readAll(path, 1000);
    expect(all).toHaveLength(count);
    expect(await readAll(path, 1)).toEqual(all);
  });

  test('gives the same totals as the views', async () => {
    const summary = await read('/api/v1/summary');
    const { rows } = await stage.database.pool.query(
      `select
         (select count(*)::integer from credsweep.aws_staleuser_details) as users,
         (select count(*)::integer from credsweep.aws_staleuser_details where is_stale) as "staleUsers",
         (select count(*)::integer from credsweep.aws_accesskey_details) as "accessKeys",
         (select count(*)::integer from credsweep.aws_accesskey_highrisk) as "highRiskKeys"`,
    );
    expect(summary).toMatchObject(rows[0] as object);
  });

  test('finds users by the beginning of a name, a part of it and the ARN, keys by id, accounts by name', async () => {
    const find = async (text: string): Promise<Record<string, unknown[]>> =>
      (await read(`/api/v1/search?q=${encodeURIComponent(text)}`)) as Record<string, unknown[]>;
    const names = (found: Record<string, unknown[]>): unknown[] =>
      (found['users'] as { userName: string }[]).map(({ userName }) => userName);
    expect(names(await find('DEPLOY'))).toEqual(['deploy-bot']);
    expect(names(await find('loy-b'))).toEqual(['deploy-bot']);
    expect(names(await find('%'.repeat(2)))).toEqual([]);
    expect(names(await find('arn:aws:iam::200000000001:user/anna'))).toEqual(['anna']);
    const { rows } = await stage.database.pool.query(
      'select access_key_id from credsweep.aws_accesskey_highrisk where user_name = $1',
      ['deploy-bot'],
    );
    const keyId = String(rows[0]?.access_key_id);
    const byKey = await find(keyId.slice(0, 12).toLowerCase());
    expect(byKey['accessKeys']).toEqual([expect.objectContaining({ accessKeyId: keyId })]);
    expect((await find('payments'))['accounts']).toHaveLength(1);
  });

  test('tells of problems as RFC 9457 has it', async () => {
    for (const [path, status, code] of [
      ['/api/v1/scans/77', 404, 'scan_not_found'],
      ['/api/v1/findings/77', 404, 'finding_not_found'],
      ['/api/v1/accounts/999999999999', 404, 'account_not_found'],
      ['/api/v1/nothing', 404, 'page_not_found'],
      ['/api/v1/users?limit=0', 400, 'request_invalid'],
      ['/api/v1/users?cursor=abc', 400, 'request_invalid'],
      ['/api/v1/scans/0', 400, 'request_invalid'],
      ['/api/v1/scans/99999999999', 400, 'request_invalid'],
    ] as const) {
      const answer = await stage.ask(path, { role: 'reader' });
      expect(answer.headers.get('content-type'), path).toBe('application/problem+json');
      expect([answer.status, await answer.json()], path).toEqual([
        status,
        {
          type: `urn:credsweep:error:${code}`,
          title: expect.any(String),
          status,
          detail: expect.any(String),
          code,
          requestId: expect.stringMatching(/^[\da-f-]{36}$/),
        },
      ]);
    }
  });

  test('starts one scan at a time, says that no worker is there, and cancels it', async () => {
    const answer = await stage.ask('/api/v1/scans', { method: 'POST', role: 'operator' });
    expect(answer.status).toBe(202);
    const { scanId } = (await answer.json()) as { scanId: number };
    const second = await stage.ask('/api/v1/scans', { method: 'POST', role: 'operator' });
    expect([second.status, await second.json()]).toMatchObject([409, { code: 'scan_in_progress' }]);
    await expect
      .poll(async () => (await read(`/api/v1/scans/${scanId}`))['stall'], { timeout: 20_000 })
      .toContain('No worker has taken this scan yet');
    const cancelled = await stage.ask(`/api/v1/scans/${scanId}/cancel`, {
      method: 'POST',
      role: 'operator',
    });
    expect(await cancelled.json()).toMatchObject({ scanId, state: 'cancelled' });
    const again = await stage.ask(`/api/v1/scans/${scanId}/cancel`, {
      method: 'POST',
      role: 'operator',
    });
    expect(again.status).toBe(409);
  });

  test('streams views as CSV, with no cell that is a formula', async () => {
    const answer = await stage.ask('/api/v1/views/aws_staleuser_details/csv', { role: 'reader' });
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="aws_staleuser_details.csv"',
    );
    const text = await answer.text();
    expect(text.split('\r\n')).toHaveLength(6);
    expect(text).toContain(`'=1+2@corp`);
    expect(text).not.toMatch(/(?:^|,)=1/m);
    const ofScan = await stage.ask('/api/v1/views/key_findings/csv?scan=1', { role: 'reader' });
    expect(ofScan.headers.get('content-disposition')).toContain('key_findings-scan-1.csv');
    expect((await ofScan.text()).split('\r\n').length).toBeGreaterThan(2);
  });

  test('tells the headers of streams without taking one of their places', async () => {
    const csv = '/api/v1/views/aws_staleuser_details/csv';
    for (const path of [csv, '/api/v1/scans/1/events'])
      for (let asked = 0; asked < 51; asked += 1) {
        const answer = await stage.ask(path, { method: 'HEAD', role: 'reader' });
        expect([answer.status, await answer.text()]).toEqual([200, '']);
      }
    for (const [path, type] of [
      [csv, 'text/csv'],
      ['/api/v1/scans/1/events', 'text/event-stream'],
    ] as const) {
      const answer = await stage.ask(path, { role: 'reader' });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        expect.stringContaining(type),
      ]);
      await answer.body?.cancel();
    }
  });
});
