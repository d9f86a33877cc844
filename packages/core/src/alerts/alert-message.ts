import type { KeyFinding } from '../key-finding.ts';
import type { Severity } from '../judge-severity.ts';
import type { Policy } from '../policy.ts';
import type { Coverage } from '../scan.ts';

/** What a message is about. */
export type AlertMessageKind =
  /** The first completed scan: what is there; none of it is news. */
  | 'baseline'
  /** The findings that one scan opened or reopened. */
  | 'new_findings'
  /** The same of the scans of a day. */
  | 'digest'
  /** Sent by hand, to see whether a channel works. */
  | 'test';

/** How many findings a message is about; more than it lists. */
export type AlertCounts = {
  readonly findings: number;
  readonly accounts: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
};

/** One grouped message for one channel. It names keys by their id, and holds no secret. */
export type AlertMessage = {
  /** UUID; the same at every attempt, so that a receiver can leave out what it has accepted already. */
  readonly messageId: string;
  readonly kind: AlertMessageKind;
  readonly createdAt: Date;
  readonly organizationId: string;
  /** The newest scan that the message speaks of; null for a test. */
  readonly scanId: number | null;
  readonly asOf: Date;
  readonly coverage: Coverage;
  /** Thresholds by which the keys were judged. */
  readonly policy: Pick<
    Policy,
    'name' | 'staleAfterDays' | 'keyRotationDays' | 'neverUsedKeyGraceDays'
  >;
  /** All high-risk keys of the organization that the scan knows, new or not. */
  readonly highRiskKeys: number;
  readonly counts: AlertCounts;
  /** The worst ones, worst first; `counts.findings` says how many there are. */
  readonly findings: readonly KeyFinding[];
  /** Where a person reads more. */
  readonly reportUrl: string | null;
};
