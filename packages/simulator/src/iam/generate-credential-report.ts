import { xmlText } from '../wire/xml.ts';
import type { IamRequest } from './iam-request.ts';
import { renderCredentialReport } from './render-credential-report.ts';
import { isReportReady, isReportReused } from './report-state.ts';

/**
 * GenerateCredentialReport: begins a report unless the last one is still good.
 * The snapshot is taken now, whenever it becomes readable.
 */
export function generateCredentialReport(request: IamRequest): string {
  const { account, now, reportTiming } = request;
  const at = now();
  const stored = account.storedReport;
  if (stored !== undefined && !isReportReady(stored, at)) return xmlText('State', 'INPROGRESS');
  if (stored !== undefined && isReportReused(stored, at, reportTiming)) {
    return xmlText('State', 'COMPLETE');
  }
  const readyAfterMs = account.report.readyAfterMs ?? reportTiming.readyAfterMs;
  account.storedReport = {
    generatedAt: at,
    readyAt: new Date(at.getTime() + readyAfterMs),
    readyAtRealMs: performance.now() + readyAfterMs,
    readContent: takeSnapshot(request),
  };
  return [
    xmlText('State', 'STARTED'),
    xmlText('Description', 'No report exists. Starting a new report generation task'),
  ].join('');
}

/**
 * Users given as a function cannot change, so their report is written when it is read:
 * ten thousand reports that nobody keeps need no memory.
 */
function takeSnapshot({ organization, account }: IamRequest): () => Uint8Array {
  if (typeof account.users !== 'function') {
    const content = renderCredentialReport(organization, account);
    return () => content;
  }
  const frozen = { ...account, root: structuredClone(account.root) };
  return () => renderCredentialReport(organization, frozen);
}
