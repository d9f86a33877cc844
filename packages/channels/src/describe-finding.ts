import {
  describeRiskReason,
  fixAccessKey,
  isOverByHours,
  keyFixWords,
  riskReasons,
  type AlertMessage,
  type KeyFinding,
  type Severity,
} from '@credsweep/core';
import { countOf } from './count-words.ts';
import { toOneLine } from './one-line.ts';

/** A finding in words, the same in every channel: plain text of one line each, which a channel escapes in its own way. */
export type FindingDescription = {
  readonly severity: Severity;
  /** Such as `Critical`. */
  readonly severityLabel: string;
  /** Such as `payments-prod`; the id where there is no name. */
  readonly accountName: string;
  readonly accountId: string;
  /** Name and id, such as `payments-prod (123456789012)`. */
  readonly account: string;
  /** Such as `deploy-bot`, or `root user`. */
  readonly user: string;
  /** Id of the key, or that it is not known. */
  readonly accessKey: string;
  /** Why it is high-risk, the gravest reason first. */
  readonly reasons: string;
  /** Such as `812 days old`; `over 365 days old` where whole days would not show that it is over the threshold. */
  readonly age: string;
  /** Such as `last used 3 days ago, s3 in eu-west-1`, or `never used`. */
  readonly lastUse: string;
  readonly owner: string | null;
  /** What to do, in order; each step waits until the one before has had its effect. */
  readonly steps: readonly FixStep[];
};

/** One step of a fix: what it is, and the AWS CLI command for it; null where there is none. */
export type FixStep = { readonly text: string; readonly command: string | null };

/** Describes a finding by the policy that it was judged by. */
export function describeFinding(
  finding: KeyFinding,
  policy: AlertMessage['policy'],
): FindingDescription {
  const accountId = toOneLine(finding.accountId, 12);
  const name = toOneLine(finding.accountName, maxNameLength).trim();
  return {
    severity: finding.severity,
    severityLabel: severityLabels[finding.severity],
    accountName: name === '' ? accountId : name,
    accountId,
    account: name === '' || name === accountId ? accountId : `${name} (${accountId})`,
    user: finding.isRoot ? 'root user' : toOneLine(finding.userName, maxNameLength),
    accessKey: describeAccessKey(finding),
    reasons: describeReasons(finding, policy),
    age: describeAge(finding, policy),
    lastUse: describeLastUse(finding),
    owner: finding.owner === null ? null : toOneLine(finding.owner, maxNameLength),
    steps: describeFix(finding, policy),
  };
}

function describeFix(finding: KeyFinding, policy: AlertMessage['policy']): readonly FixStep[] {
  const { kind, command, followUp } = fixAccessKey(finding, policy);
  const { label, hint } = keyFixWords[kind];
  const first = {
    text: command === null && hint !== undefined ? `${label}: ${hint}` : label,
    command: command === null ? null : toOneLine(command, maxCommandLength),
  };
  if (followUp === null) return [first];
  return [
    first,
    { text: 'Then, once the new key is in use', command: toOneLine(followUp, maxCommandLength) },
  ];
}

function describeAccessKey({ accessKeyId, status }: KeyFinding): string {
  const id = accessKeyId === null ? 'id not known' : toOneLine(accessKeyId, maxNameLength);
  return status === 'Active' ? id : `${id} (inactive)`;
}

function describeReasons(finding: KeyFinding, policy: AlertMessage['policy']): string {
  const gravestFirst = riskReasons.filter((reason) => finding.riskReasons.includes(reason));
  const [first = '', ...others] = gravestFirst.map((reason) => describeRiskReason(reason, policy));
  return [first, ...others.map((words) => words.charAt(0).toLowerCase() + words.slice(1))].join(
    '; ',
  );
}

function describeAge(finding: KeyFinding, policy: AlertMessage['policy']): string {
  if (finding.ageDays === null) return 'age not known';
  const over = isOverByHours(finding, policy) ? 'over ' : '';
  return `${over}${countOf(finding.ageDays, 'day')} old`;
}

function describeLastUse(finding: KeyFinding): string {
  if (finding.lastUsedAt === null) return 'never used';
  const where = [finding.lastUsedService, finding.lastUsedRegion]
    .filter((part) => part !== null)
    .map((part) => toOneLine(part, maxNameLength))
    .join(' in ');
  return `last used ${describeDaysAgo(finding.daysSinceUsed)}${where === '' ? '' : `, ${where}`}`;
}

function describeDaysAgo(days: number | null): string {
  if (days === null) return 'on an unknown day';
  return days === 0 ? 'less than a day ago' : `${countOf(days, 'day')} ago`;
}

const severityLabels: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

/** AWS allows 64 characters for users and 50 for accounts. */
const maxNameLength = 128;
const maxCommandLength = 300;
