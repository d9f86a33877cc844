import { severities, type Severity } from '../judge-severity.ts';
import type { KeyFinding } from '../key-finding.ts';
import type { Policy } from '../policy.ts';
import type { Coverage } from '../scan.ts';
import type { AlertCounts, AlertMessage } from './alert-message.ts';
import type { AlertSettings } from './alert-settings.ts';
import { compareFindings } from './compare-findings.ts';
import { findDigestTime } from './find-digest-time.ts';
import { selectFindings } from './select-findings.ts';

/** What a scan that is being closed has to tell. */
export type ClosedScan = {
  readonly scanId: number;
  readonly organizationId: string;
  readonly asOf: Date;
  readonly closedAt: Date;
  readonly coverage: Coverage;
  readonly policy: Policy;
  /** All high-risk keys that the scan knows. */
  readonly highRiskKeys: number;
  /** The first completed scan of the organization. */
  readonly isBaseline: boolean;
  /** Whether the person who began the scan wants to see every key of a baseline. */
  readonly listsBaseline: boolean;
  /** What the scan opened or reopened; of a baseline, all that is open. */
  readonly findings: readonly KeyFinding[];
  /** Messages of this organization that still collect findings. */
  readonly digests: readonly PendingDigest[];
};

/** A finding as a digest counts it. */
export type DigestSubject = {
  readonly findingId: number | null;
  readonly accountId: string;
  readonly severity: Severity;
};

/** A digest that is not due yet. */
export type PendingDigest = {
  readonly channel: string;
  readonly dueAt: Date;
  readonly message: AlertMessage;
  /** Every finding of the message, listed in it or not. */
  readonly subjects: readonly DigestSubject[];
};

/** A message that is to be sent. */
export type PlannedAlert = {
  readonly channel: string;
  readonly dueAt: Date;
  /** One with the id of a pending digest takes its place. */
  readonly message: AlertMessage;
  /** Null unless the message is a digest. */
  readonly subjects: readonly DigestSubject[] | null;
};

/**
 * Plans what each channel is told of a closed scan: one message, or none when there is nothing new for it.
 *
 * Of the organization's first scan each channel is told, with counts only unless somebody wants to see every key.
 *
 * @param createMessageId gives a new UUID at each call
 */
export function planAlerts(
  scan: ClosedScan,
  settings: AlertSettings,
  createMessageId: () => string,
): readonly PlannedAlert[] {
  return Object.entries(settings.channels).flatMap(([channel, { digest }]) => {
    const findings = selectFindings(channel, scan.findings, settings.routes);
    if (scan.isBaseline) return planBaseline(channel, findings, scan, settings, createMessageId);
    if (findings.length === 0) return [];
    if (digest === undefined) {
      const message = {
        ...describeScan(scan, settings),
        messageId: createMessageId(),
        kind: 'new_findings' as const,
        createdAt: scan.closedAt,
        ...listFindings(findings, findings),
      };
      return [{ channel, dueAt: scan.closedAt, message, subjects: null }];
    }
    const dueAt = findDigestTime(digest, scan.closedAt);
    const pending = scan.digests.find(
      (other) => other.channel === channel && other.dueAt.getTime() === dueAt.getTime(),
    );
    return [planDigest({ channel, dueAt, pending }, findings, scan, settings, createMessageId)];
  });
}

function planBaseline(
  channel: string,
  findings: readonly KeyFinding[],
  scan: ClosedScan,
  settings: AlertSettings,
  createMessageId: () => string,
): readonly PlannedAlert[] {
  const lists = scan.listsBaseline || settings.baseline === 'list';
  if (settings.baseline === 'none' && !lists) return [];
  const message = {
    ...describeScan(scan, settings),
    messageId: createMessageId(),
    kind: 'baseline' as const,
    createdAt: scan.closedAt,
    ...listFindings(findings, lists ? findings : []),
  };
  return [{ channel, dueAt: scan.closedAt, message, subjects: null }];
}

/** Adds findings to the digest of the day, or begins one; a finding that was in it already counts once, as it is now. */
function planDigest(
  place: {
    readonly channel: string;
    readonly dueAt: Date;
    readonly pending: PendingDigest | undefined;
  },
  findings: readonly KeyFinding[],
  scan: ClosedScan,
  settings: AlertSettings,
  createMessageId: () => string,
): PlannedAlert {
  const { channel, dueAt, pending } = place;
  const added = new Set(findings.flatMap(({ findingId }) => findingId ?? []));
  const isKept = ({ findingId }: Pick<KeyFinding, 'findingId'>): boolean =>
    findingId === null || !added.has(findingId);
  const subjects = [
    ...(pending?.subjects ?? []).filter(isKept),
    ...findings.map(({ findingId, accountId, severity }) => ({ findingId, accountId, severity })),
  ];
  const listed = [...(pending?.message.findings ?? []).filter(isKept), ...findings];
  const message = {
    ...describeScan(scan, settings),
    messageId: pending?.message.messageId ?? createMessageId(),
    kind: 'digest' as const,
    createdAt: pending?.message.createdAt ?? scan.closedAt,
    ...listFindings(subjects, listed),
  };
  return { channel, dueAt, message, subjects };
}

function describeScan(
  scan: ClosedScan,
  settings: AlertSettings,
): Omit<AlertMessage, 'messageId' | 'kind' | 'createdAt' | 'counts' | 'findings'> {
  const { name, staleAfterDays, keyRotationDays, neverUsedKeyGraceDays } = scan.policy;
  return {
    organizationId: scan.organizationId,
    scanId: scan.scanId,
    asOf: scan.asOf,
    coverage: scan.coverage,
    policy: { name, staleAfterDays, keyRotationDays, neverUsedKeyGraceDays },
    highRiskKeys: scan.highRiskKeys,
    reportUrl: settings.reportUrl?.replaceAll('{scanId}', String(scan.scanId)) ?? null,
  };
}

function listFindings(
  counted: readonly Pick<KeyFinding, 'accountId' | 'severity'>[],
  listed: readonly KeyFinding[],
): Pick<AlertMessage, 'counts' | 'findings'> {
  return {
    counts: countFindings(counted),
    findings: listed.toSorted(compareFindings).slice(0, maxListedFindings),
  };
}

function countFindings(
  findings: readonly Pick<KeyFinding, 'accountId' | 'severity'>[],
): AlertCounts {
  const count = (wanted: Severity): number =>
    findings.filter(({ severity }) => severity === wanted).length;
  return {
    findings: findings.length,
    accounts: new Set(findings.map(({ accountId }) => accountId)).size,
    bySeverity: Object.fromEntries(
      severities.map((severity) => [severity, count(severity)]),
    ) as AlertCounts['bySeverity'],
  };
}

/** As many as a message lists; a report lists all. */
const maxListedFindings = 100;
