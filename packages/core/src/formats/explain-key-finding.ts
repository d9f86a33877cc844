import { describeRiskReason } from '../describe-risk-reason.ts';
import { fixAccessKey, type KeyFix } from '../fix-access-key.ts';
import { isOverByHours } from '../is-over-by-hours.ts';
import { keyFixWords } from '../key-fix-words.ts';
import type { KeyFinding } from '../key-finding.ts';
import type { FindingContext } from './finding-context.ts';
import type { FindingWords } from './finding-words.ts';

/** Says what is wrong with a key, and what to do about it. */
export function explainKeyFinding(
  finding: KeyFinding,
  { policy }: Pick<FindingContext, 'policy'>,
): FindingWords {
  const { userArn, isRoot, riskReasons } = finding;
  const fix = fixAccessKey(finding, policy);
  return {
    title: titleKeyFinding(finding),
    description: [
      riskReasons.map((reason) => describeRiskReason(reason, policy)).join('; '),
      `${finding.status} key of ${userArn}`,
      describeAge(finding, policy),
      describeUse(finding),
    ].join('. '),
    remediation: writeRemediation(fix),
    remediationUrl: isRoot ? rootKeyPage : accessKeysPage,
  };
}

/** Names a key and its user, the same over the life of its finding. */
export function titleKeyFinding(
  key: Pick<KeyFinding, 'accessKeyId' | 'accountId' | 'accountName' | 'userName' | 'isRoot'>,
): string {
  const id = key.accessKeyId === null ? '' : ` ${key.accessKeyId}`;
  const user = key.isRoot ? 'the root user' : key.userName;
  return `High-risk access key${id} of ${user} in ${key.accountName} (${key.accountId})`;
}

function describeAge(finding: KeyFinding, policy: FindingContext['policy']): string {
  const { lastRotatedAt, ageDays } = finding;
  if (lastRotatedAt === null) return 'Creation time unknown';
  const over = isOverByHours(finding, policy) ? 'over ' : '';
  return `Created ${lastRotatedAt.toISOString().slice(0, 10)}${ageDays === null ? '' : ` (${over}${countDays(ageDays)})`}`;
}

function describeUse({ lastUsedAt, daysSinceUsed, lastUsedService, lastUsedRegion }: KeyFinding) {
  if (lastUsedAt === null) return 'Never used.';
  const where = [lastUsedService, lastUsedRegion].filter((part) => part !== null).join(' in ');
  const days = daysSinceUsed === null ? '' : ` (${countDays(daysSinceUsed)} ago)`;
  return `Last used ${lastUsedAt.toISOString().slice(0, 10)}${days}${where === '' ? '' : ` for ${where}`}.`;
}

function countDays(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

function writeRemediation({ kind, command, followUp }: KeyFix): string {
  const { label, advice } = keyFixWords[kind];
  const commands = [command, followUp].filter((step) => step !== null);
  return commands.length === 0
    ? `${label}. ${advice}`
    : `${label}: ${commands.join(' (later: ')}${commands.length > 1 ? ')' : ''} — ${advice}`;
}

const accessKeysPage =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html';
const rootKeyPage =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_delete-key.html';
