import { CredsweepError, describeIssue, type Policy } from '@credsweep/core';
import { configurationSchema } from './configuration-schema.ts';
import { readPolicy, setThresholds, type PolicyThresholds } from './load-policy.ts';

/** Flags that ask for another policy than that of a scan. */
export type WhatIfFlags = {
  readonly policy?: string;
  readonly staleAfterDays?: string;
  readonly keyRotationDays?: string;
};

/** Gives the policy that is asked for, by the policy of the scan. */
export type ChoosePolicy = (scanPolicy: Policy) => Policy;

/**
 * Reads which policy is asked for: a preset or a file, or that of the scan, with the thresholds that flags set. The
 * configuration file has no say here, for it is of scans.
 *
 * @returns null when no flag asks for another policy
 */
export async function loadWhatIfPolicy(
  flags: WhatIfFlags,
  workingFolder: string,
): Promise<ChoosePolicy | null> {
  const { policy, staleAfterDays, keyRotationDays } = flags;
  if ((policy ?? staleAfterDays ?? keyRotationDays) === undefined) return null;
  const thresholds = readThresholds({ staleAfterDays, keyRotationDays });
  const base = policy === undefined ? null : await readPolicy(policy, workingFolder);
  return (scanPolicy) => setThresholds(base ?? scanPolicy, thresholds);
}

function readThresholds(flags: Readonly<Record<string, string | undefined>>): PolicyThresholds {
  const read = configurationSchema
    .pick({ staleAfterDays: true, keyRotationDays: true })
    .safeParse(flags, { error: describeIssue });
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return `  ${flag} ${JSON.stringify(flags[name])} ${issue.message}`;
  });
  throw new CredsweepError(
    'usage_invalid',
    `These thresholds cannot be used:\n${problems.join('\n')}\nGive whole days, such as --stale-after-days 45.`,
  );
}
