import { GenerateCredentialReportCommand, GetCredentialReportCommand } from '@aws-sdk/client-iam';
import type { CredentialReportReply } from '@credsweep/core';
import type { AccountAccess } from './account-access.ts';
import { hasAwsErrorName } from './classify-aws-error.ts';
import { decodeReport, malformedReport } from './decode-report.ts';
import type { ReportPollPace } from './report-poll-pace.ts';

/**
 * Asks an account for its credential report, or says when to come back; never waits by itself.
 *
 * AWS keeps one report per account for up to 4 hours: within these, Generate answers COMPLETE at once
 * and Get gives the same bytes. A report that was asked for is only looked for: Get itself tells whether it is still
 * in progress, or absent. Source: IAM API reference, GenerateCredentialReport and GetCredentialReport.
 */
export async function fetchCredentialReport(
  account: AccountAccess,
  pace: ReportPollPace,
  signal: AbortSignal,
): Promise<CredentialReportReply> {
  const { accountId } = account;
  let isMade = pace.isAwaited(accountId);
  for (let round = 0; round <= maxRegenerations; round += 1) {
    isMade ||= (await requestReport(account, signal)) === 'COMPLETE';
    if (!isMade) break;
    const stored = await getReport(account, signal);
    if (stored.state === 'ready') {
      pace.noteReady(accountId);
      return stored;
    }
    if (stored.state === 'in_progress') break;
    isMade = false;
  }
  account.rest();
  return { state: 'generating', retryAfterMs: pace.nextWaitMs(accountId) };
}

/** Asks AWS to make the report of an account, and gives the state that it tells; `COMPLETE` where there is one already. */
export function requestReport(
  account: AccountAccess,
  signal: AbortSignal,
): Promise<string | undefined> {
  return account.callIam('iam:GenerateCredentialReport', signal, async (iam, options) => {
    const { State } = await iam.send(new GenerateCredentialReportCommand({}), options);
    return State;
  });
}

type StoredReport =
  | Extract<CredentialReportReply, { state: 'ready' }>
  | { readonly state: 'in_progress' | 'absent' };

function getReport(account: AccountAccess, signal: AbortSignal): Promise<StoredReport> {
  const { accountId } = account;
  return account.callIam('iam:GetCredentialReport', signal, async (iam, options) => {
    try {
      const { Content, GeneratedTime } = await iam.send(
        new GetCredentialReportCommand({}),
        options,
      );
      if (Content === undefined || Content.length === 0)
        throw malformedReport(source, accountId, 'it has no content.');
      if (GeneratedTime === undefined)
        throw malformedReport(source, accountId, 'it does not say when it was generated.');
      return {
        state: 'ready',
        csv: decodeReport(Content, source, accountId),
        generatedAt: GeneratedTime,
      };
    } catch (error) {
      if (hasAwsErrorName(error, inProgressNames)) return { state: 'in_progress' };
      if (hasAwsErrorName(error, absentNames)) return { state: 'absent' };
      throw error;
    }
  });
}

/** After COMPLETE there should be a report; where there is none, asking again at once helps at most this often. */
const maxRegenerations = 2;

const source = 'iam:GetCredentialReport';

/** SDK class and wire code of each. */
const inProgressNames: ReadonlySet<string> = new Set([
  'CredentialReportNotReadyException',
  'ReportInProgress',
]);
const absentNames: ReadonlySet<string> = new Set([
  'CredentialReportNotPresentException',
  'ReportNotPresent',
  'CredentialReportExpiredException',
  'ReportExpired',
]);
