import { fileURLToPath } from 'node:url';
import type { BenchOptions, World } from '../bench-options.ts';
import type { BaselineFigures } from '../bench-report.ts';
import type { Fleet } from '../open-fleet.ts';
import { startMeasured } from '../processes/measured-process.ts';

/** Measures scanners that ask for each user: one account at a time, and ten. */
export async function measureBaselines(
  fleet: Fleet,
  { baselineAccounts }: BenchOptions,
  { accounts: available, users }: World,
): Promise<readonly BaselineFigures[]> {
  // The caller's own account has no role to enter it by.
  const accounts = Math.min(baselineAccounts, available - 1);
  if (accounts < 1) return [];
  const figures: BaselineFigures[] = [];
  for (const { name, parallelAccounts } of baselines) {
    await fleet.simulator.ask('begin-scan');
    const begun = startMeasured(baselineMain, [String(accounts), String(parallelAccounts)], {
      environment: fleet.environment,
      workingFolder: fleet.folder,
      keepOutput: true,
    });
    const { exitCode, stdout, stderr, usage, wallMs } = await begun.ended;
    if (exitCode !== 0) throw new Error(`The baseline ended with ${exitCode}:\n${stderr}`);
    const found = JSON.parse(stdout) as { readonly users: number };
    if (found.users !== accounts * users) {
      throw new Error(`The baseline found ${found.users} users in ${accounts} accounts.`);
    }
    const calls = await fleet.simulator.ask('count-calls');
    figures.push({
      name,
      accounts,
      users,
      parallelAccounts,
      wallMsPerAccount: wallMs / accounts,
      callsPerAccount: calls.total / accounts,
      cpuMsPerAccount: usage.cpuMs / accounts,
    });
  }
  return figures;
}

const baselines = [
  { name: 'one account after the other', parallelAccounts: 1 },
  { name: 'ten accounts at the same time', parallelAccounts: 10 },
] as const;
const baselineMain = fileURLToPath(new URL('baseline-main.ts', import.meta.url));
