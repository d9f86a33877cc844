import type { KeyFinding } from '../key-finding.ts';
import { titleKeyFinding } from './explain-key-finding.ts';
import type { FindingWords } from './finding-words.ts';

/** How a finding ended. */
export type Resolution =
  | 'rotated'
  | 'deactivated'
  | 'deleted'
  | 'used'
  | 'policy_changed'
  | 'account_left';

/** A key that is not to be worried about any more: fixed, gone or exempted. */
export type ClosedKeyFinding = Pick<
  KeyFinding,
  | 'findingId'
  | 'severity'
  | 'accountId'
  | 'accountName'
  | 'organizationPath'
  | 'userName'
  | 'userArn'
  | 'isRoot'
  | 'accessKeyId'
  | 'lastRotatedAt'
  | 'riskReasons'
  | 'firstFlaggedAt'
  | 'owner'
> & {
  /** Null while the key is exempted. */
  readonly resolution: Resolution | null;
  /** The last day (UTC) of the exemption, such as `2026-12-31`; null when it is none, or without end. */
  readonly exemptedUntil: string | null;
  readonly exemptionReason: string | null;
  /** When it was resolved; of an exempted key the time of the last scan that saw it. */
  readonly closedAt: Date;
};

/** Says why a finding is closed. */
export function explainClosedKeyFinding(
  finding: ClosedKeyFinding,
): Omit<FindingWords, 'remediationUrl'> {
  const { resolution, exemptedUntil, exemptionReason } = finding;
  const until = exemptedUntil === null ? '' : ` until ${exemptedUntil}`;
  const reason = exemptionReason === null ? '' : `: ${exemptionReason}`;
  return {
    title: titleKeyFinding(finding),
    description:
      resolution === null ? `Exempted${until}${reason}.` : `Closed: ${resolutions[resolution]}.`,
    remediation: 'Nothing needs to be done.',
  };
}

/** Whether somebody has fixed the key, so that it is not merely out of sight. */
export function isFixed(resolution: Resolution | null): boolean {
  return resolution === 'rotated' || resolution === 'deactivated' || resolution === 'deleted';
}

const resolutions: Readonly<Record<Resolution, string>> = {
  rotated: 'the key was replaced by a new one',
  deactivated: 'the key was deactivated',
  deleted: 'the key was deleted',
  used: 'the key, never used before, was used',
  policy_changed: 'the policy does not flag the key any more',
  account_left: 'the account left the organization',
};
