export { closeScan } from './close-scan.ts';
export { renderRows, type RowFormat } from './render-rows.ts';
export { renderScanReport } from './render-scan-report.ts';
export { writeReportFiles } from './write-report-files.ts';
export {
  readScanReport,
  type ReportedAccount,
  type ScanReport,
  type UnreadAccount,
} from './scan-report.ts';
