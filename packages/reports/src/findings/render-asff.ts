import {
  findPartition,
  guessPartition,
  toAsffClosedKeyFinding,
  toAsffKeyFinding,
  toAsffStaleUser,
  toAsffUnreadAccount,
  type AsffContext,
  type AsffFinding,
  type ReportReader,
  type ScanSummary,
} from '@credsweep/core';
import { describeContext } from './describe-context.ts';
import { readClosedFindings } from './read-closed-findings.ts';
import { readKeyFindings, readStaleUsers, readUnreadFindings } from './read-findings.ts';

/** Which Security Hub takes the findings. */
export type AsffOptions = Pick<AsffContext, 'region' | 'importAccountId'> & {
  readonly productVersion: string;
};

/**
 * Renders the findings of a scan in the AWS Security Finding Format. Each line is a JSON array that one call of
 * `BatchImportFindings` takes: at most 100 findings and 5 MB, all for the Security Hub of one account. Memory does not
 * grow with the number of findings, except for exempted keys.
 */
export async function* renderAsff(
  reader: ReportReader,
  summary: ScanSummary,
  options: AsffOptions,
): AsyncGenerator<string> {
  const context = { ...describeContext(summary, options.productVersion), ...options };
  let account: string | null = null;
  let batch: string[] = [];
  let bytes = 0;
  for await (const finding of listFindings(reader, summary, context)) {
    const text = JSON.stringify(finding);
    const size = Buffer.byteLength(text) + 1;
    const isFull = batch.length === batchFindings || bytes + size > batchBytes;
    if (batch.length > 0 && (isFull || finding.AwsAccountId !== account)) {
      yield `[${batch.join(',')}]\n`;
      batch = [];
      bytes = 0;
    }
    account = finding.AwsAccountId;
    batch.push(text);
    bytes += size;
  }
  if (batch.length > 0) yield `[${batch.join(',')}]\n`;
}

async function* listFindings(
  reader: ReportReader,
  summary: ScanSummary,
  context: AsffContext,
): AsyncGenerator<AsffFinding> {
  let partition: string | null = null;
  const { exempted, resolved } = await readClosedFindings(reader, summary);
  for await (const { finding, ordinal } of readKeyFindings(reader, summary, exempted)) {
    partition ??= findPartition(finding.userArn);
    yield toAsffKeyFinding(finding, context, ordinal);
  }
  for (const finding of exempted.values()) yield toAsffClosedKeyFinding(finding, context);
  for await (const finding of resolved) yield toAsffClosedKeyFinding(finding, context);
  for await (const user of readStaleUsers(reader, summary)) {
    partition ??= findPartition(user.userArn);
    yield toAsffStaleUser(user, context);
  }
  // Of an unread account there is no ARN; all accounts of an organization are in one partition.
  partition ??= guessPartition(context.region);
  for (const account of await readUnreadFindings(reader, summary))
    yield toAsffUnreadAccount(account, partition, context);
}

/** AWS takes 100 findings and 6 MB at a time. */
const batchFindings = 100;
const batchBytes = 5_000_000;
