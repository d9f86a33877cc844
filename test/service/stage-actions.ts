import { addAccount, createOrganization, type SimulatedOrganization } from '@credsweep/simulator';
import { expect } from 'vitest';
import type { CredsweepProcess, ScanStage } from '@credsweep/testkit';

/** An organization of a management account and so many members, without users. */
export function buildOrganization(members: number): SimulatedOrganization {
  const organization = createOrganization();
  for (let number = 1; number <= members; number += 1)
    addAccount(organization, { id: memberId(number) });
  return organization;
}

/** The id of the n-th member. */
export function memberId(number: number): string {
  return String(200_000_000_000 + number);
}

/** Starts a worker and waits until it works. */
export async function startWorker(
  stage: ScanStage,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<CredsweepProcess> {
  const worker = stage.start(['worker', ...args], { environment, timeoutMs: 90_000 });
  await worker.waitForOutput(/Working with/);
  return worker;
}

/** Enqueues a scan and gives its number. */
export async function enqueueScan(stage: ScanStage, args: readonly string[] = []): Promise<number> {
  const run = await stage.run(['scan', '--detach', '--format', 'json', ...args]);
  expect(run.exitCode, run.stderr).toBe(0);
  return (JSON.parse(run.stdout) as { scanId: number }).scanId;
}

/** Waits until a scan is in a state. */
export async function awaitScan(
  stage: ScanStage,
  scanId: number,
  state = 'completed',
): Promise<void> {
  await expect
    .poll(() => readValue(stage, 'select state from credsweep.scan where scan_id = $1', [scanId]), {
      timeout: 40_000,
      interval: 50,
    })
    .toBe(state);
}

/** Reads the one value of a query; undefined without a row. */
export async function readValue(
  { database }: ScanStage,
  sql: string,
  values: readonly unknown[] = [],
): Promise<unknown> {
  const { rows } = await database.pool.query({ text: sql, values: [...values], rowMode: 'array' });
  return (rows[0] as unknown[] | undefined)?.[0];
}

/** The lines of a worker's log. */
export function readLog(stderr: string): readonly Readonly<Record<string, unknown>>[] {
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
