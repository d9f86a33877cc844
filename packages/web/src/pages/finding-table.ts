import { describeRiskReason, severities, type Policy } from '@credsweep/core';
import type { FindingRecord } from '@credsweep/postgres';
import {
  formatDay,
  html,
  listAccounts,
  makeChips,
  makeRiskChips,
  nameSeverity,
  plural,
  renderRowTable,
  severityColor,
  toSince,
  toUserCell,
  type Markup,
  type TableColumn,
} from '@credsweep/reports';

/**
 * Findings, each leading to its page.
 *
 * @param namesAccount whether each row names its account
 */
export function renderFindings(
  findings: readonly FindingRecord[],
  policy: Policy,
  namesAccount = true,
): Markup {
  const columns = defineColumns(policy).filter(({ kind }) => namesAccount || kind !== 'account');
  return html`<div class="table" data-table="findings">
    <h2 id="findings-title">Findings</h2>
    ${
      findings.length === 0
        ? html`<p class="none">No finding.</p>`
        : renderRowTable({ id: 'findings', columns, rows: findings }, listAccounts())
    }
  </div>`;
}

/** Where a finding stands, in words. */
export function describeFindingState(finding: FindingRecord): string {
  const { state, exemption, resolution, resolvedAt, daysOpen, reopenedCount } = finding;
  if (state === 'exempted')
    return `Exempted until ${exemption?.until ?? 'the policy says otherwise'}`;
  if (state === 'resolved') {
    return `Resolved${resolvedAt === null ? '' : ` ${formatDay(resolvedAt)}`}: ${(resolution ?? '').replaceAll('_', ' ')}`;
  }
  const again = reopenedCount > 0 ? 'Open again' : 'Open';
  if (daysOpen === null) return again;
  return `${again} for ${daysOpen === 0 ? 'less than a day' : plural(daysOpen, 'day')}`;
}

/** The reasons of a finding in words. */
export function describeReasons({ riskReasons }: FindingRecord, policy: Policy): string {
  return riskReasons.map((reason) => describeRiskReason(reason, policy)).join('; ');
}

function defineColumns(policy: Policy): readonly TableColumn<FindingRecord>[] {
  const risks = makeRiskChips(policy, []);
  const grades = makeChips([
    ...severities.map(
      (severity) =>
        [severity, { label: nameSeverity(severity), color: severityColor(severity) }] as const,
    ),
    ['', { label: '–', color: null }],
  ]);
  return [
    {
      kind: 'user',
      title: 'User and key',
      cell: (row) => toUserCell(row, row.accessKeyId ?? 'key without a known id'),
      href: ({ findingId }) => `/findings/${findingId}`,
    },
    {
      kind: 'account',
      title: 'Account',
      cell: (row, add) => add(row),
      href: ({ accountId }) => `/accounts/${accountId}`,
    },
    {
      kind: 'chips',
      title: 'Severity',
      chips: grades.chips,
      cell: ({ severity }) => [grades.find(severity ?? '')],
    },
    {
      kind: 'chips',
      title: 'Why',
      chips: risks.chips,
      cell: ({ riskReasons }) => riskReasons.map(risks.find),
    },
    { kind: 'text', title: 'State', cell: describeFindingState },
    { kind: 'text', title: 'Owner', empty: 'unknown', cell: ({ owner }) => owner },
    {
      kind: 'since',
      title: 'First flagged',
      cell: ({ firstFlaggedAt }) => toSince(firstFlaggedAt, null),
    },
  ];
}
