export { renderAsff, type AsffOptions } from './findings/render-asff.ts';
export { renderOcsf } from './findings/render-ocsf.ts';
export {
  isFindingsFormat,
  writeFindingsFile,
  type FindingsFormat,
} from './findings/write-findings-file.ts';
export { renderChartFigure } from './html/charts/chart-figure.ts';
export { countByAccount } from './html/count-by-account.ts';
export type {
  AccessKeyRow,
  HtmlReportData,
  NamedAccount,
  OverviewData,
  UserRow,
} from './html/html-report-data.ts';
export { asMarkup, html, type Markup } from './html/markup.ts';
export { readStyle } from './html/page-assets.ts';
export { readTrend } from './html/read-trend.ts';
export { renderOverview } from './html/sections/overview.ts';
export { staleReasonsOf } from './html/stale-reason-words.ts';
export { defineAccessKeyTable, makeRiskChips, nameBand } from './html/tables/access-key-table.ts';
export { toSince, toUserCell } from './html/tables/cells.ts';
export { makeChips } from './html/tables/chip-set.ts';
export { nameSeverity } from './html/tables/high-risk-key-table.ts';
export { listAccounts } from './html/tables/list-accounts.ts';
export { renderRowTable } from './html/tables/render-row-table.ts';
export type { TableColumn } from './html/tables/report-table.ts';
export { defineUserTable } from './html/tables/user-table.ts';
export { ageBandColors, reasonColor, severityColor } from './html/theme-colors.ts';
export { adviseOnCode } from './html/unread-account-advice.ts';
export { readHtmlReportData } from './html/read-html-report-data.ts';
export { renderHtmlReport } from './html/render-html-report.ts';
export { groupUnreadAccounts } from './group-unread-accounts.ts';
export { renderAlert, renderAlerts } from './render-alert.ts';
export { renderChecks } from './render-checks.ts';
export { renderMarkdown } from './render-markdown.ts';
export { isRowFormat, renderRows, type RowFormat } from './render-rows.ts';
export { renderScanReport } from './render-scan-report.ts';
export { renderScanStatus, renderScanStatusLine } from './render-scan-status.ts';
export { renderTable } from './render-table.ts';
export { describeRiskRule, describeStaleRule } from './describe-policy.ts';
export { describeMoment } from './describe-time.ts';
export {
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatMinute,
  plural,
} from './format.ts';
export type { ComparedScans } from './diff/compare-scans.ts';
export { explainOrder } from './diff/explain-order.ts';
export { listChanges } from './diff/list-changes.ts';
export { readScanDiff } from './diff/read-scan-diff.ts';
export { renderDiff } from './diff/render-diff.ts';
export { renderDiffJson } from './diff/render-diff-json.ts';
export { renderDiffMarkdown } from './diff/render-diff-markdown.ts';
export { createWhatIfReader } from './what-if/create-what-if-reader.ts';
export { explainWhatIf } from './what-if/describe-what-if.ts';
export { writeReportFiles } from './write-report-files.ts';
export type { UnreadAccount } from './read-unread-accounts.ts';
export { readScanReport, type ReportedAccount, type ScanReport } from './scan-report.ts';
