import {
  findUnreportedKeys,
  judgeAccessKey,
  matchAccessKeys,
  type AccessKey,
  type AccountClaim,
  type AccountSession,
  type LiveAccessKey,
  type LiveKeyUse,
  type OwnedAccessKey,
  type JudgedAccessKey,
  type ReportedUser,
  type Tags,
} from '@credsweep/core';
import pMap from 'p-map';
import { askAgain, maxConcurrentUsers } from './ask-again.ts';

/** What is needed to find out which keys a report speaks of. */
export type KeyIdentification = {
  readonly keys: readonly OwnedAccessKey[];
  readonly users: readonly ReportedUser[];
  readonly reportGeneratedAt: Date;
  readonly claim: AccountClaim;
  readonly session: AccountSession;
  /** Tags of users by ARN, of those that were read already. */
  readonly tagsOf: ReadonlyMap<string, Tags>;
  readonly signal: AbortSignal;
};

/**
 * Names the keys that must be named, at the fewest calls: ids that earlier scans learnt are recalled, and IAM is asked
 * only for users who have a flagged key without an id, a flagged key that would be news, or more keys than the report
 * has columns for.
 *
 * What IAM says of a key at this moment corrects the report: a key that was deactivated since is inactive, one that was
 * deleted is gone.
 */
export async function identifyKeys(
  identification: KeyIdentification,
): Promise<readonly OwnedAccessKey[]> {
  const { keys, users, session } = identification;
  const recalled = recallKeyIds(identification);
  if (!session.live) return recalled;
  const recalledOf = Map.groupBy(recalled, ({ owner }) => owner.userArn);
  const usersToAsk = users.filter((user) =>
    mustAsk(user, recalledOf.get(user.userArn) ?? [], identification),
  );
  const answers = await pMap(
    usersToAsk,
    async (user) =>
      [
        user.userArn,
        await askForKeys(user, recalledOf.get(user.userArn) ?? [], identification),
      ] as const,
    { concurrency: maxConcurrentUsers, signal: identification.signal },
  );
  const asked = new Map(answers);
  const owners = new Set([...keys.map(({ owner }) => owner.userArn), ...asked.keys()]);
  return [...owners].flatMap((userArn) => asked.get(userArn) ?? recalledOf.get(userArn) ?? []);
}

/** Gives keys the ids that earlier scans learnt; two keys of one user and second stay without. */
export function recallKeyIds({
  keys,
  users,
  claim: { memory },
}: Pick<KeyIdentification, 'keys' | 'users' | 'claim'>): readonly OwnedAccessKey[] {
  const userCreatedAt = new Map(users.map((user) => [user.userArn, user.createdAt.getTime()]));
  const recalled = Map.groupBy(
    memory.keys.filter((key) => userCreatedAt.get(key.userArn) === key.userCreatedAt.getTime()),
    (key) => nameMoment(key.userArn, key.keyCreatedAt),
  );
  const reported = Map.groupBy(keys, ({ owner, key }) =>
    nameMoment(owner.userArn, key.lastRotatedAt),
  );
  return keys.map(({ owner, key }) => {
    const moment = nameMoment(owner.userArn, key.lastRotatedAt);
    const candidates = recalled.get(moment) ?? [];
    const isOnly = candidates.length === 1 && reported.get(moment)?.length === 1;
    return {
      owner,
      key: isOnly ? { ...key, accessKeyId: candidates[0]?.accessKeyId ?? null } : key,
    };
  });
}

function mustAsk(
  user: ReportedUser,
  keys: readonly OwnedAccessKey[],
  identification: KeyIdentification,
): boolean {
  if (user.hasAdditionalCredentials) return true;
  return keys.some(
    (owned) =>
      (isWanted(owned, identification) && owned.key.accessKeyId === null) ||
      isUnconfirmed(owned, identification),
  );
}

/** Whether the key must have a name: high-risk ones, or all where the scan says so. */
function isWanted(owned: OwnedAccessKey, identification: KeyIdentification): boolean {
  const { claim } = identification;
  return claim.settings.keyIds === 'all' || isFlagged(owned, identification);
}

/** Whether a finding would be opened for the key that nobody has confirmed yet. */
function isUnconfirmed(owned: OwnedAccessKey, identification: KeyIdentification): boolean {
  const { memory } = identification.claim;
  if (!memory.confirmsNewFindings || !judge(owned, identification).isHighRisk) return false;
  const { key } = owned;
  return key.accessKeyId === null || !memory.openFindingKeyIds.includes(key.accessKeyId);
}

/** Exempted keys are flagged, too: an exemption may name a key by its id. */
function isFlagged(owned: OwnedAccessKey, identification: KeyIdentification): boolean {
  return judge(owned, identification).riskReasons.length > 0;
}

function judge(
  { owner, key }: OwnedAccessKey,
  { claim, tagsOf }: KeyIdentification,
): JudgedAccessKey {
  const tags = tagsOf.get(owner.userArn) ?? null;
  return judgeAccessKey({ ...owner, tags }, key, claim.policy, claim.asOf);
}

async function askForKeys(
  user: ReportedUser,
  keys: readonly OwnedAccessKey[],
  identification: KeyIdentification,
): Promise<readonly OwnedAccessKey[]> {
  const { claim, session, signal } = identification;
  const knownUntil = findReportTime(keys, identification);
  const owner = {
    accountId: claim.accountId,
    userName: user.userName,
    userArn: user.userArn,
    isRoot: false,
  };
  const live = await askAgain(signal, () => session.listAccessKeys(user.userName, signal));
  const matches = matchAccessKeys(
    keys.map(({ key }) => key),
    live,
    knownUntil,
  );
  const matched = matches.flatMap((match): readonly AccessKey[] => {
    if (match.kind === 'found') return [match.key];
    return match.kind === 'ambiguous' ? [{ ...match.key, accessKeyId: null }] : [];
  });
  const confirmed = await Promise.all(
    matched.map((key) => confirmKey({ owner, key }, identification)),
  );
  const additional = user.hasAdditionalCredentials
    ? findUnreportedKeys(matches, live).filter((key) => key.createdAt <= knownUntil)
    : [];
  const added = await Promise.all(
    additional.map((key, index) => describeKey(key, keys.length + index + 1, identification)),
  );
  return [...confirmed.flat(), ...added].map((key) => ({ owner, key }));
}

/** The time up to which the report knows a user's keys: no earlier than the youngest of them, whatever its date says. */
function findReportTime(
  keys: readonly OwnedAccessKey[],
  { reportGeneratedAt }: KeyIdentification,
): Date {
  const moments = keys.map(({ key }) => key.lastRotatedAt?.getTime() ?? 0);
  return new Date(Math.max(reportGeneratedAt.getTime(), ...moments));
}

/** Asks for the last use of a key that would be news; gives nothing when the key is gone. */
async function confirmKey(
  owned: OwnedAccessKey,
  identification: KeyIdentification,
): Promise<readonly AccessKey[]> {
  const { key } = owned;
  if (key.accessKeyId === null || !isUnconfirmed(owned, identification)) return [key];
  const use = await askForLastUse(key.accessKeyId, identification);
  if (use === null) return [];
  const isNewer =
    use.lastUsedAt !== null && (key.lastUsedAt === null || use.lastUsedAt > key.lastUsedAt);
  return [
    isNewer
      ? {
          ...key,
          lastUsedAt: use.lastUsedAt,
          lastUsedRegion: use.region,
          lastUsedService: use.service,
        }
      : key,
  ];
}

/** A key that the report has no columns for, told by IAM itself. */
async function describeKey(
  live: LiveAccessKey,
  slot: number,
  identification: KeyIdentification,
): Promise<AccessKey> {
  const use = await askForLastUse(live.accessKeyId, identification);
  return {
    slot,
    status: live.status,
    accessKeyId: live.accessKeyId,
    lastRotatedAt: live.createdAt,
    lastUsedAt: use?.lastUsedAt ?? null,
    lastUsedRegion: use?.region ?? null,
    lastUsedService: use?.service ?? null,
  };
}

function askForLastUse(
  accessKeyId: string,
  { session, signal }: KeyIdentification,
): Promise<LiveKeyUse | null> {
  return askAgain(signal, () => session.getAccessKeyLastUsed(accessKeyId, signal));
}

function nameMoment(userArn: string, createdAt: Date | null): string {
  return `${userArn} ${createdAt === null ? '' : Math.floor(createdAt.getTime() / 1000)}`;
}
