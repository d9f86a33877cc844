import { identifyUser } from './compare-users.ts';
import { pairAccessKeys, type KnownKey } from './pair-access-keys.ts';
import type { AccountFacts, ChangeCause, FactChange, FactRecord, Rejudge } from './scan-change.ts';

/**
 * Compares the access keys of one account.
 *
 * @param rejudge judges the earlier facts by the later policy; null when both scans judged alike
 */
export function compareAccessKeys(
  before: AccountFacts,
  after: AccountFacts,
  rejudge: Rejudge | null,
): readonly FactChange[] {
  const earlier = knowKeys(before);
  const later = knowKeys(after);
  const pairs = pairAccessKeys(earlier, later);
  const users = new Set(after.users.map(identifyUser));
  const changes: FactChange[] = [];
  for (const key of earlier) {
    const judged = rejudge === null ? key.record : rejudge(key.record);
    if (isHighRisk(judged) !== isHighRisk(key.record))
      changes.push(toChange(key, key.record, judged, findPolicyCause(key.record, judged), true));
    const now = pairs.get(key);
    if (now === undefined) changes.push(toChange(key, judged, null, findEnd(key, later, users)));
    else if (isHighRisk(now.record) !== isHighRisk(judged))
      changes.push(toChange(now, judged, now.record, findCause(judged, now.record)));
  }
  const kept = new Set(pairs.values());
  for (const key of later)
    if (!kept.has(key)) changes.push(toChange(key, null, key.record, 'created'));
  return changes;
}

/** Makes the changes of an account's keys that all appear, or all leave, for one cause. */
export function moveAccessKeys(
  before: AccountFacts | null,
  after: AccountFacts | null,
  cause: ChangeCause,
): readonly FactChange[] {
  return [
    ...knowKeys(before).map((key) => toChange(key, key.record, null, cause)),
    ...knowKeys(after).map((key) => toChange(key, null, key.record, cause)),
  ];
}

function knowKeys(facts: AccountFacts | null): readonly KnownKey[] {
  if (facts === null) return [];
  const createdAt = new Map(facts.users.map((user) => [user['user_arn'], user['user_created_at']]));
  return facts.accessKeys.map((record) => {
    const userCreatedAt = createdAt.get(record['user_arn'] ?? null);
    return { record, userCreatedAt: userCreatedAt instanceof Date ? userCreatedAt : null };
  });
}

/** How a key came to its end: as findings have it, a younger key of the same user means that it was rotated. */
function findEnd(
  { record, userCreatedAt }: KnownKey,
  later: readonly KnownKey[],
  users: ReadonlySet<string>,
): ChangeCause {
  const userArn = record['user_arn'] ?? null;
  const isRoot = record['is_root'] === true;
  if (!isRoot && !users.has(identifyUser({ user_arn: userArn, user_created_at: userCreatedAt })))
    return 'user_deleted';
  const hasYounger = later.some(
    (key) => key.record['user_arn'] === userArn && toMs(key.record) > toMs(record),
  );
  return hasYounger ? 'rotated' : 'deleted';
}

function findPolicyCause(stored: FactRecord, judged: FactRecord): ChangeCause {
  if (isExempted(judged)) return 'exempted';
  return isExempted(stored) ? 'exemption_ended' : 'policy';
}

function findCause(before: FactRecord, after: FactRecord): ChangeCause {
  const [was, is] = [before['status'], after['status']];
  if (isExempted(after)) return 'exempted';
  if (isHighRisk(after)) {
    if (was !== is && is === 'Active') return 'reactivated';
    return isExempted(before) ? 'exemption_ended' : 'threshold_passed';
  }
  if (was !== is && is !== 'Active') return 'deactivated';
  return before['never_used'] === true && after['never_used'] !== true ? 'used' : 'facts_changed';
}

function toChange(
  { userCreatedAt }: KnownKey,
  before: FactRecord | null,
  after: FactRecord | null,
  cause: ChangeCause,
  byPolicy = false,
): FactChange {
  const isFlagged = after !== null && isHighRisk(after);
  return {
    kind: 'access_key',
    change:
      before === null ? 'appeared' : after === null ? 'left' : isFlagged ? 'flagged' : 'cleared',
    cause,
    byPolicy,
    wasFlagged: before !== null && isHighRisk(before),
    isFlagged,
    before,
    after,
    userCreatedAt,
  };
}

function isHighRisk(key: FactRecord): boolean {
  return key['is_high_risk'] === true;
}

function isExempted(key: FactRecord): boolean {
  const reasons = key['risk_reasons'];
  return Array.isArray(reasons) && reasons.includes('exempted');
}

function toMs(key: FactRecord): number {
  const createdAt = key['last_rotated_at'];
  return createdAt instanceof Date ? createdAt.getTime() : -Infinity;
}
