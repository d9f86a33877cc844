import {
  isCoverageComplete,
  severities,
  type AlertCounts,
  type AlertMessage,
  type Severity,
} from '@credsweep/core';
import { countOf, formatNumber } from './count-words.ts';
import { toOneLine } from './one-line.ts';

/** A message in words, but for its findings; plain text of one line each. */
export type MessageDescription = {
  /** Such as `12 new high-risk access keys in 5 accounts`. */
  readonly headline: string;
  /** Such as `1 critical, 11 low`; empty when there is no finding. */
  readonly severities: string;
  /** What kind of message it is, where that is not plain from the headline. */
  readonly note: string | null;
  /** That some accounts could not be read. */
  readonly warning: string | null;
  /** Organization, time, coverage and policy, each with its label. */
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** http or https; null where there is no report to look at. */
  readonly reportUrl: string | null;
};

/** Describes what a message is about. */
export function describeMessage(message: AlertMessage): MessageDescription {
  return {
    headline: describeHeadline(message),
    severities: describeSeverities(message.counts),
    note: describeKind(message),
    warning: describeGaps(message),
    facts: listFacts(message),
    reportUrl: toWebUrl(message.reportUrl),
  };
}

/** Findings that a rendering leaves out. */
export type OmittedFindings = {
  /** Such as `and 88 more`. */
  readonly text: string;
  /** What lists them. */
  readonly command: string;
};

/** Says how many findings a rendering leaves out and where they are; null when it has all. */
export function describeOmitted(message: AlertMessage, listed: number): OmittedFindings | null {
  const omitted = message.counts.findings - listed;
  if (omitted <= 0) return null;
  return {
    text: listed === 0 ? `see all ${formatNumber(omitted)}` : `and ${formatNumber(omitted)} more`,
    command: 'credsweep report --table aws_accesskey_highrisk',
  };
}

/** The gravest severity that a message has; null when it has no finding. */
export function findWorstSeverity({ bySeverity }: AlertCounts): Severity | null {
  return severities.find((severity) => bySeverity[severity] > 0) ?? null;
}

function describeHeadline({ kind, counts }: AlertMessage): string {
  if (kind === 'test') return 'Test message: alerts reach this channel';
  const adjective = kind === 'baseline' ? 'high-risk' : 'new high-risk';
  const prefix = { baseline: 'Baseline: ', digest: 'Daily digest: ', new_findings: '' }[kind];
  if (counts.findings === 0) return `${prefix}no ${adjective} access keys`;
  const keys = countOf(counts.findings, `${adjective} access key`);
  return `${prefix}${keys} in ${countOf(counts.accounts, 'account')}`;
}

function describeSeverities({ bySeverity }: AlertCounts): string {
  return severities
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${formatNumber(bySeverity[severity])} ${severity}`)
    .join(', ');
}

function describeKind({ kind }: AlertMessage): string | null {
  const notes = {
    baseline:
      'This is the first completed scan: these keys were there before. From now on you hear of new ones only.',
    new_findings: null,
    digest: null,
    test: 'Sent by hand with "credsweep alerts test"; it is about no real key.',
  } as const;
  return notes[kind];
}

function describeGaps(message: AlertMessage): string | null {
  const { scanned, skipped, accounts } = message.coverage;
  if (message.kind === 'test' || isCoverageComplete(message.coverage)) return null;
  const unread = accounts - skipped - scanned;
  return `${countOf(unread, 'account')} could not be read; this message says nothing of their keys.`;
}

function listFacts(message: AlertMessage): MessageDescription['facts'] {
  const { scanned, skipped, accounts, percent } = message.coverage;
  if (message.kind === 'test') return [['Sent', formatMinute(message.createdAt)]];
  const scan = message.scanId === null ? '' : `scan ${message.scanId}, `;
  return [
    ['Organization', toOneLine(message.organizationId, 64)],
    ['As of', `${scan}${formatMinute(message.asOf)}`],
    [
      'Coverage',
      `${formatNumber(scanned)} of ${countOf(accounts - skipped, 'account')} (${percent} %)`,
    ],
    ['Policy', describePolicy(message.policy)],
    ['High-risk keys in all', formatNumber(message.highRiskKeys)],
  ];
}

function describePolicy(policy: AlertMessage['policy']): string {
  const { name, keyRotationDays, neverUsedKeyGraceDays } = policy;
  const grace = neverUsedKeyGraceDays === 0 ? '' : ` for over ${neverUsedKeyGraceDays} days`;
  return `${toOneLine(name, 100)} (rotated over ${keyRotationDays} days ago, never used${grace}, or of a root user)`;
}

function formatMinute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function toWebUrl(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return url.href.length > maxUrlLength ? null : url.href;
}

/** Longer links are cut by mail programs and chats. */
const maxUrlLength = 2000;
