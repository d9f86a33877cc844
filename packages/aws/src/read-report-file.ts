import { open, type FileHandle } from 'node:fs/promises';
import { CredsweepError } from '@credsweep/core';
import { decodeReport, malformedReport } from './decode-report.ts';

/** The text of a credential report, and when its file was last changed. */
export type ReportFile = {
  readonly csv: string;
  readonly generatedAt: Date;
};

/** Reads a credential report from a file of at most 64 MB; throws `report_malformed` when it is something else. */
export async function readReportFile(
  path: string,
  accountId: string,
  signal: AbortSignal,
): Promise<ReportFile> {
  signal.throwIfAborted();
  const source = `file ${path}`;
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size, mtime } = await file.stat();
    if (size > maxReportBytes) {
      throw malformedReport(
        source,
        accountId,
        `it is larger than ${maxReportBytes / 2 ** 20} MB, which no credential report is. Put the report of the account in its place.`,
      );
    }
    const csv = decodeReport(await file.readFile({ signal }), source, accountId);
    requireCsv(csv, source, accountId);
    return { csv, generatedAt: mtime };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CredsweepError) throw error;
    throw new CredsweepError(
      'reports_folder_invalid',
      `The credential report of account ${accountId} (${source}) cannot be read (${String(error)}). Put it back, or scan again without it.`,
      { cause: error, details: { accountId } },
    );
  } finally {
    await file?.close();
  }
}

/** People save what the AWS CLI prints, which is not yet the report. */
function requireCsv(text: string, source: string, accountId: string): void {
  if (text.startsWith(base64OfHeader)) {
    throw malformedReport(
      source,
      accountId,
      'it is still in base64. Decode it with "base64 --decode".',
    );
  }
  if (text.trimStart().startsWith('{')) {
    throw malformedReport(
      source,
      accountId,
      'it is the whole JSON answer of the AWS CLI. Get it with "--query Content --output text | base64 --decode".',
    );
  }
}

/** What `user,arn,` begins with in base64. */
const base64OfHeader = 'dXNlcixhcm4s';

const maxReportBytes = 64 * 2 ** 20;
