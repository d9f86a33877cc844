import { summarizeAccount, type AccountSummary } from './account-summary.ts';
import { CredsweepError } from './credsweep-error.ts';
import { judgeAccount, listOwnedKeys, type JudgedAccount } from './judge-account.ts';
import { parseCredentialReport } from './parse-credential-report.ts';
import type { Policy } from './policy.ts';
import { policyPresets } from './policy-presets.ts';

/** By what a credential report is judged. */
export type JudgeOptions = {
  /** The account that the report was asked of; every ARN of the report must belong to it. */
  readonly accountId: string;
  /** The time to which every age counts. */
  readonly asOf: Date;
  /** Thresholds and rules: a preset, or what `parsePolicyFile` or `policySchema` gives; left out: `policyPresets.default`. */
  readonly policy?: Policy;
};

/** All users and keys of a report with their verdicts, and how many there are of each. */
export type JudgedReport = JudgedAccount & { readonly summary: AccountSummary };

/**
 * Judges IAM's credential report of one account: which users are stale, which access keys are high-risk, and why.
 *
 * A report names no keys, so their ids are null; each is known by its user and slot.
 *
 * @param csv the decoded report, as `aws iam get-credential-report` gives it
 * @throws CredsweepError `report_malformed` or `report_account_mismatch` (with the line), or `usage_invalid` when `asOf`
 * is not a time
 */
export function judgeCredentialReport(
  csv: string,
  { accountId, asOf, policy = policyPresets.default }: JudgeOptions,
): JudgedReport {
  // No age is over any threshold at no time: every user and key would look well.
  if (Number.isNaN(asOf.getTime()))
    throw new CredsweepError(
      'usage_invalid',
      `The report of account ${accountId} cannot be judged as of an invalid date. Give the time to which ages shall count.`,
      { details: { accountId } },
    );
  const report = parseCredentialReport(csv, accountId, { isFile: true });
  const judged = judgeAccount(report, listOwnedKeys(report), policy, asOf);
  return { ...judged, summary: summarizeAccount(judged, policy) };
}
