export { renderAsff, type AsffOptions } from './findings/render-asff.ts';
export { renderOcsf } from './findings/render-ocsf.ts';
export {
  isFindingsFormat,
  writeFindingsFile,
  type FindingsFormat,
} from './findings/write-findings-file.ts';
export type { HtmlReportData } from './html/html-report-data.ts';
export { readHtmlReportData } from './html/read-html-report-data.ts';
export { renderHtmlReport } from './html/render-html-report.ts';
export { renderAlert, renderAlerts } from './render-alert.ts';
export { renderChecks } from './render-checks.ts';
export { renderMarkdown } from './render-markdown.ts';
export { isRowFormat, renderRows, type RowFormat } from './render-rows.ts';
export { renderScanReport } from './render-scan-report.ts';
export { renderScanStatus, renderScanStatusLine } from './render-scan-status.ts';
export { renderTable } from './render-table.ts';
export { describeMoment } from './describe-time.ts';
export { formatDuration, formatBytes, plural } from './format.ts';
export type { ComparedScans } from './diff/compare-scans.ts';
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
