import { CredsweepError } from '@credsweep/core';
import type { ScanFlags } from './scan.ts';

/** Refuses flags of `scan` that contradict each other, all at once. */
export function checkScanFlags(flags: ScanFlags): void {
  const { detach, resume, onlyFailed, fromReports, asOf } = flags;
  const problems = [
    detach === true && fromReports !== undefined
      ? '--detach and --from-reports: workers elsewhere cannot see the folder'
      : '',
    detach === true && resume !== undefined
      ? '--detach and --resume: a scan is resumed in this process'
      : '',
    asOf !== undefined && fromReports === undefined
      ? '--as-of is only for --from-reports: AWS tells the state of this moment'
      : '',
    resume !== undefined && onlyFailed !== undefined
      ? '--resume and --only-failed: the one goes on with a scan, the other starts a new one'
      : '',
    ...findSettledFlags(flags),
    ...findFlagsOfAws(flags),
  ].filter((problem) => problem !== '');
  if (problems.length > 0)
    throw new CredsweepError(
      'usage_invalid',
      `These flags do not go together:\n  ${problems.join('\n  ')}`,
    );
}

/** A scan that goes on, and one of what failed, have the policy and the settings of the scan that is named. */
function findSettledFlags(flags: ScanFlags): readonly string[] {
  const name = flags.onlyFailed !== undefined ? '--only-failed' : '--resume';
  if (flags.onlyFailed === undefined && flags.resume === undefined) return [];
  return settledFlags
    .filter(([setting]) => isGiven(flags[setting]))
    .map(([, flag]) => `${name} and ${flag}: policy and settings are those of the scan named`);
}

/** Files of credential reports are not entered, and have neither organizational units nor tags nor key ids. */
function findFlagsOfAws(flags: ScanFlags): readonly string[] {
  if (flags.fromReports === undefined) return [];
  return flagsOfAws
    .filter(([setting]) => isGiven(flags[setting]))
    .map(([, flag, reason]) => `--from-reports and ${flag}: AWS is not asked, ${reason}`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

const flagsOfAws = [
  ['ou', '--ou', 'and files are in no organizational unit; --account and --exclude choose files'],
  ['roleName', '--role-name', 'so that no role is assumed'],
  ['externalId', '--external-id', 'so that no role is assumed'],
  ['keyIds', '--key-ids', 'and credential reports have no ids of keys'],
  ['ownerTag', '--owner-tag', 'and credential reports have no tags; --owner-map names owners'],
  [
    'ownerAccountTag',
    '--owner-account-tag',
    'and credential reports have no tags; --owner-map names owners',
  ],
] as const;

const settledFlags = [
  ['ou', '--ou'],
  ['account', '--account'],
  ['exclude', '--exclude'],
  ['roleName', '--role-name'],
  ['externalId', '--external-id'],
  ['policy', '--policy'],
  ['staleAfterDays', '--stale-after-days'],
  ['keyRotationDays', '--key-rotation-days'],
  ['keyIds', '--key-ids'],
  ['ownerTag', '--owner-tag'],
  ['ownerAccountTag', '--owner-account-tag'],
  ['ownerMap', '--owner-map'],
  ['fromReports', '--from-reports'],
] as const;
