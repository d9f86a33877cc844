import { CredsweepError, type ReportReader, type Scan, type ScanRegister } from '@credsweep/core';
import { scanNotFound } from '@credsweep/producer';
import { readScanId } from '../configuration/read-argument.ts';
import { findNewestScan } from './find-newest-scan.ts';

/** The scans that two words of a command line name, the older one first. */
export type ScanPair = {
  readonly before: Scan;
  readonly after: Scan;
  /** Whether the newer one was named first. */
  readonly isTurned: boolean;
};

/**
 * Finds the two scans to compare. Each is a number, `latest` (the newest completed scan, of the other one's
 * organization where that is a number) or `previous` (the completed scan of the same organization before the other).
 *
 * @throws CredsweepError `usage_invalid`, `scan_not_found` or `scans_not_comparable`
 */
export async function chooseComparedScans(
  words: readonly [before: string, after: string],
  reader: Pick<ReportReader, 'findNewestCompletedScan' | 'listScans'>,
  register: Pick<ScanRegister, 'findScan'>,
): Promise<ScanPair> {
  const isNumber = (word: string): boolean => word !== 'latest' && word !== 'previous';
  const number = words.find(isNumber);
  const anchor =
    number === undefined
      ? await findNewestScan(reader)
      : await findNumbered(readScanId(number), register);
  const completed = (await reader.listScans(searchedScans)).filter(
    ({ state, organizationId }) =>
      state === 'completed' && organizationId === anchor.organizationId,
  );
  const find = (word: string): Promise<Scan> | Scan => {
    if (isNumber(word)) return findNumbered(readScanId(word), register);
    if (word === 'latest') return completed[0] ?? anchor;
    return findPrevious(completed, number === undefined ? (completed[0] ?? anchor) : anchor);
  };
  const [first, second] = [await find(words[0]), await find(words[1])];
  const isTurned = first.scanId > second.scanId;
  const [before, after] = isTurned ? [second, first] : [first, second];
  checkComparable(before, after);
  return { before, after, isTurned };
}

async function findNumbered(
  scanId: number,
  register: Pick<ScanRegister, 'findScan'>,
): Promise<Scan> {
  const scan = await register.findScan(scanId);
  if (scan === null) throw scanNotFound(scanId);
  return scan;
}

function findPrevious(completed: readonly Scan[], other: Scan): Scan {
  const previous = completed.find(({ scanId }) => scanId < other.scanId);
  if (previous !== undefined) return previous;
  throw new CredsweepError(
    'scans_not_comparable',
    `There is no completed scan of ${other.organizationId ?? 'this organization'} before scan ${other.scanId} to compare it with. ` +
      'Scan again, or name two scans by their numbers.',
  );
}

function checkComparable(before: Scan, after: Scan): void {
  const refuse = (reason: string): never => {
    throw new CredsweepError(
      'scans_not_comparable',
      `Scan ${before.scanId} and scan ${after.scanId} cannot be compared: ${reason} "credsweep status" lists the scans.`,
    );
  };
  if (before.scanId === after.scanId) refuse('they are the same. Name two.');
  for (const { scanId, state } of [before, after])
    if (state !== 'completed')
      refuse(
        `scan ${scanId} is ${state}, so that what it has not read would look as if it were gone. Name completed scans.`,
      );
  if (before.organizationId !== after.organizationId)
    refuse(
      `scan ${before.scanId} is of ${before.organizationId}, scan ${after.scanId} of ${after.organizationId}. Name two scans of one organization.`,
    );
}

/** The newest scans among which the one before another is looked for. */
const searchedScans = 1000;
