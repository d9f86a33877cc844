import { ServiceError } from '../wire/service-error.ts';
import { xmlText } from '../wire/xml.ts';
import type { IamRequest } from './iam-request.ts';
import { isReportReady, isReportReused } from './report-state.ts';

/** GetCredentialReport: the bytes of the last report, while it is good. */
export function getCredentialReport({ account, now, reportTiming }: IamRequest): string {
  const report = account.storedReport;
  if (report === undefined) throw new ServiceError('ReportNotPresent', 410, 'Unknown');
  if (!isReportReady(report, now())) throw new ServiceError('ReportInProgress', 404, 'Unknown');
  if (!isReportReused(report, now(), reportTiming)) {
    throw new ServiceError('ReportExpired', 410, 'Unknown');
  }
  return [
    xmlText('Content', Buffer.from(report.readContent()).toString('base64')),
    xmlText('ReportFormat', 'text/csv'),
    xmlText('GeneratedTime', report.generatedAt),
  ].join('');
}
