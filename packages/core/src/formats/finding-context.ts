import type { Policy } from '../policy.ts';

/** What all findings of one report have in common; an alert message is one. */
export type FindingContext = {
  readonly organizationId: string | null;
  /** The scan that is reported; null for a test. */
  readonly scanId: number | null;
  readonly policy: Pick<
    Policy,
    'name' | 'staleAfterDays' | 'keyRotationDays' | 'neverUsedKeyGraceDays'
  >;
  readonly productVersion?: string;
};

/** The thresholds that a finding was judged by; the rest of a policy, such as its exemptions, is nobody's business. */
export function describeThresholds({ policy }: Pick<FindingContext, 'policy'>) {
  return {
    name: policy.name,
    stale_after_days: policy.staleAfterDays,
    key_rotation_days: policy.keyRotationDays,
    never_used_key_grace_days: policy.neverUsedKeyGraceDays,
  };
}
