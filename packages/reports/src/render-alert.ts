import {
  describeRiskReason,
  isOverByHours,
  severities,
  type AlertMessage,
  type AlertRecord,
  type KeyFinding,
} from '@credsweep/core';
import { toPrintable } from './printable.ts';
import { renderTable } from './render-table.ts';
import { describeMoment } from './describe-time.ts';

/** Renders messages for a terminal, one a line, and below them why some are not delivered. */
export function renderAlerts(alerts: readonly AlertRecord[], timeZone: string): string {
  const columns = ['alert', 'scan', 'channel', 'kind', 'keys', 'state', 'when', 'attempts'];
  const rows = alerts.map((alert) => [
    alert.messageId.slice(0, shortIdLength),
    String(alert.scanId),
    alert.channel,
    alert.kind,
    String(alert.findings),
    alert.state,
    describeWhen(alert, timeZone),
    String(alert.attempts),
  ]);
  const reasons = alerts.flatMap(({ messageId, channel, lastError }) =>
    lastError === null
      ? []
      : [
          `${messageId.slice(0, shortIdLength)} ${channel}: ${toPrintable(lastError.message)} [${lastError.code}]\n`,
        ],
  );
  return [renderTable(columns, rows), ...(reasons.length === 0 ? [] : ['\n', ...reasons])].join('');
}

/** Renders one message for a terminal: what became of it, and the keys that it lists. */
export function renderAlert(alert: AlertRecord, message: AlertMessage, timeZone: string): string {
  const { counts, findings, policy } = message;
  const bySeverity = severities
    .filter((severity) => counts.bySeverity[severity] > 0)
    .map((severity) => `${counts.bySeverity[severity]} ${severity}`)
    .join(', ');
  const lines = [
    `Alert ${alert.messageId}`,
    `  ${alert.kind} of scan ${alert.scanId} (${toPrintable(alert.organizationId)}) to ${alert.channel}`,
    `  ${alert.state}, ${describeWhen(alert, timeZone)}, attempts: ${alert.attempts}`,
    ...(alert.lastError === null
      ? []
      : [`  ${toPrintable(alert.lastError.message)} [${alert.lastError.code}]`]),
    `  keys: ${counts.findings} in ${counts.accounts} ${counts.accounts === 1 ? 'account' : 'accounts'}${bySeverity === '' ? '' : ` (${bySeverity})`}`,
  ];
  const columns = ['severity', 'account', 'user', 'key', 'age', 'why'];
  const rows = findings.map((finding) => [
    finding.severity,
    finding.accountName === finding.accountId
      ? finding.accountId
      : `${finding.accountName} ${finding.accountId}`,
    finding.userName,
    finding.accessKeyId ?? '(no id)',
    describeAge(finding, policy),
    describeReasons(finding, policy),
  ]);
  const more = counts.findings - findings.length;
  return [
    `${lines.join('\n')}\n`,
    ...(rows.length === 0 ? [] : ['\n', renderTable(columns, rows)]),
    ...(more > 0 && rows.length > 0 ? [`and ${more} more\n`] : []),
  ].join('');
}

function describeAge(finding: KeyFinding, policy: AlertMessage['policy']): string {
  if (finding.ageDays === null) return '';
  return `${isOverByHours(finding, policy) ? 'over ' : ''}${finding.ageDays} d`;
}

function describeReasons(finding: KeyFinding, policy: AlertMessage['policy']): string {
  return finding.riskReasons.map((reason) => describeRiskReason(reason, policy)).join(', ');
}

function describeWhen(
  { state, deliveredAt, nextAttemptAt, dueAt, attempts }: AlertRecord,
  timeZone: string,
): string {
  if (deliveredAt !== null) return describeMoment(deliveredAt, timeZone);
  if (state === 'failed') return 'given up';
  const verb = attempts === 0 ? 'due' : 'again';
  return `${verb} ${describeMoment(nextAttemptAt ?? dueAt, timeZone)}`;
}

const shortIdLength = 8;
