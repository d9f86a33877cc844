import { createOrganization } from '@credsweep/simulator';
import { findFreePort, openStage, startCredsweep, type ScanStage } from '@credsweep/testkit';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { isVariableRead, parseCommandLine } from './parse-command-line.ts';
import { readServeForms, type ServeForm } from './serve-forms.ts';

const token = 'token-of-a-test-0123456789';

describe.each(readServeForms())('the web service by $name', { timeout: 60_000 }, (form) => {
  let stage: ScanStage;
  beforeAll(async () => {
    stage = await openStage({ organization: createOrganization() });
  });
  afterAll(() => stage?.close());

  test('has a command line that the program knows, and variables that it reads', async () => {
    expect(await parseCommandLine(form.words)).toBe('serve');
    expect(form.variables.slice(0, 2)).toEqual(['DATABASE_URL', 'REDIS_URL']);
    expect(form.variables.filter((name) => !isVariableRead(name))).toEqual([]);
  });

  test('starts, is ready, asks who comes, and enqueues a scan, without credentials of AWS', async () => {
    const url = await startForm(form, stage);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
    expect((await fetch(`${url}/api/v1/scans`)).status).toBe(401);
    const started = await fetch(`${url}/api/v1/scans`, {
      method: 'POST',
      headers: form.variables.includes('CREDSWEEP_WEB_TOKENS') ? byToken : byProxy,
    });
    const answer = (await started.json()) as { readonly scanId?: number };
    expect([started.status, answer]).toMatchObject([202, { scanId: expect.any(Number) }]);
    const { rows } = await stage.database.pool.query(
      'select state, settings from credsweep.scan where scan_id = $1',
      [answer.scanId],
    );
    const roleName = form.configuration === null ? defaultRoleName : 'CredsweepReader';
    expect(rows).toMatchObject([{ state: 'listing', settings: { roleName } }]);
  });
});

/** Starts the program as a form does, at a port of the test; it sees the variables of the form and no others. */
async function startForm(form: ServeForm, stage: ScanStage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-serve-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  if (form.configuration !== null)
    await writeFile(join(folder, 'credsweep.config.yaml'), form.configuration);
  const values: Readonly<Record<string, string | undefined>> = {
    DATABASE_URL: stage.database.url,
    REDIS_URL: inject('redisUrl'),
    CREDSWEEP_WEB_TOKENS: `ann:operator:${token}`,
  };
  const port = String(await findFreePort());
  const metrics = form.words.includes('--metrics-port')
    ? ['--metrics-port', String(await findFreePort())]
    : [];
  const service = startCredsweep([...form.words, '--port', port, ...metrics], {
    environment: Object.fromEntries(
      form.variables.flatMap((name) => {
        const value = values[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    workingFolder: folder,
  });
  onTestFinished(async () => {
    service.kill('SIGTERM');
    expect(await service.ended).toMatchObject({ exitCode: 0 });
  });
  await service.waitForOutput(/Serving at/);
  return `http://127.0.0.1:${port}`;
}

const byToken = { authorization: `Bearer ${token}` };
/** What oauth2-proxy adds to the request of a member of the group, and the browser by itself. */
const byProxy = {
  'x-forwarded-email': 'ann@example.com',
  'x-forwarded-groups': 'staff,security',
  origin: 'https://credsweep.example.com',
  'sec-fetch-site': 'same-origin',
};
const defaultRoleName = 'OrganizationAccountAccessRole';
