import { createProgram } from 'credsweep/program';
import { openStage, type ScanStage } from '@credsweep/testkit';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWorld } from './web/open-web-stage.ts';

describe('a table of a view', () => {
  let stage: ScanStage;
  beforeAll(async () => {
    stage = await openStage({ organization: buildWorld() });
    await stage.run(['scan']);
  });
  afterAll(() => stage?.close());

  test.each([
    ['aws_staleuser_details', 'account_id user_name stale_reason'],
    ['aws_accesskey_highrisk', 'account_id user_name access_key_id severity'],
    ['scan_coverage', 'scan_id account_id state code'],
    ['organization_trend', 'scan_id as_of high_risk_keys'],
  ])('of %s fits a terminal, has %s, and says what is left out', async (table, most) => {
    const shown = await showTable(stage, table, 80);
    const lines = shown.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const column of most.split(' ')) expect(lines[1]).toContain(` ${column} `);
    expect(shown.replaceAll('\n', ' ')).toMatch(
      /For the width of this terminal, \d+ of \d+ columns are left out.* Everything: --format csv, json or ndjson\./,
    );
  });

  test('has every column and whole cells where there is room, and where it is no terminal', async () => {
    const whole = await showTable(stage, 'aws_accesskey_highrisk', 2000);
    expect(whole).not.toMatch(/…|For the width/);
    const { stdout } = await stage.run(['report', '--table', 'aws_accesskey_highrisk']);
    expect(stdout).toBe(whole);
  });
});

/** Runs the program in this process, as on a terminal of a width. */
async function showTable(stage: ScanStage, table: string, columns: number): Promise<string> {
  const stdout = new PassThrough({ encoding: 'utf8', highWaterMark: 2 ** 20 });
  const program = createProgram(
    {
      argv: [],
      environment: { ...stage.environment },
      workingFolder: stage.folder,
      stdin: new PassThrough(),
      stdout: Object.assign(stdout, { isTTY: true, columns }),
      stderr: new PassThrough(),
      onSignal: () => () => undefined,
      exit: (code) => {
        throw new Error(`exit ${code}`);
      },
    },
    () => undefined,
  );
  await program.parseAsync(['report', '--table', table], { from: 'user' });
  return String(stdout.read());
}
