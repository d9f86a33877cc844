export { closeScan } from './close-scan.ts';
export type { HtmlReportData } from './html/html-report-data.ts';
export { readHtmlReportData } from './html/read-html-report-data.ts';
export { renderHtmlReport } from './html/render-html-report.ts';
export { renderChecks } from './render-checks.ts';
export { renderMarkdown } from './render-markdown.ts';
export { isRowFormat, renderRows, type RowFormat } from './render-rows.ts';
export { renderScanReport } from './render-scan-report.ts';
export { renderScanStatus, renderScanStatusLine } from './render-scan-status.ts';
export { renderTable } from './render-table.ts';
export { describeMoment, describeSeconds } from './describe-time.ts';
export { writeReportFiles } from './write-report-files.ts';
export {
  readScanReport,
  type ReportedAccount,
  type ScanReport,
  type UnreadAccount,
} from './scan-report.ts';
