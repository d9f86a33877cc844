import type { ChangeCause, FactChange, FactRecord, Rejudge } from './scan-change.ts';

/**
 * Compares the users of one account. A user is known by ARN and creation time: one that was deleted and made again
 * under its name has left and appeared.
 *
 * @param rejudge judges the earlier facts by the later policy; null when both scans judged alike
 */
export function compareUsers(
  before: readonly FactRecord[],
  after: readonly FactRecord[],
  rejudge: Rejudge | null,
): readonly FactChange[] {
  const later = new Map(after.map((user) => [identifyUser(user), user]));
  const earlierArns = new Set(before.map((user) => user['user_arn']));
  const changes: FactChange[] = [];
  for (const stored of before) {
    const judged = rejudge === null ? stored : rejudge(stored);
    const identity = identifyUser(stored);
    const now = later.get(identity);
    later.delete(identity);
    if (isStale(judged) !== isStale(stored))
      changes.push(toUserChange(stored, judged, findPolicyCause(stored, judged), true));
    if (now === undefined) changes.push(toUserChange(judged, null, 'deleted'));
    else if (isStale(now) !== isStale(judged))
      changes.push(toUserChange(judged, now, findCause(judged, now)));
  }
  for (const user of later.values())
    changes.push(
      toUserChange(null, user, earlierArns.has(user['user_arn'] ?? null) ? 'recreated' : 'created'),
    );
  return changes;
}

/** The identity of a user: a name can be used again, name and creation time together cannot. */
export function identifyUser(user: FactRecord): string {
  return `${String(user['user_arn'])} ${toMs(user['user_created_at'])}`;
}

/** Makes the change of a user; what is not there in one of the scans has left or appeared. */
export function toUserChange(
  before: FactRecord | null,
  after: FactRecord | null,
  cause: ChangeCause,
  byPolicy = false,
): FactChange {
  const createdAt = (after ?? before)?.['user_created_at'];
  const isFlagged = after !== null && isStale(after);
  return {
    kind: 'user',
    change:
      before === null ? 'appeared' : after === null ? 'left' : isFlagged ? 'flagged' : 'cleared',
    cause,
    byPolicy,
    wasFlagged: before !== null && isStale(before),
    isFlagged,
    before,
    after,
    userCreatedAt: createdAt instanceof Date ? createdAt : null,
  };
}

function findPolicyCause(stored: FactRecord, judged: FactRecord): ChangeCause {
  if (judged['stale_reason'] === 'exempted') return 'exempted';
  return stored['stale_reason'] === 'exempted' ? 'exemption_ended' : 'policy';
}

function findCause(before: FactRecord, after: FactRecord): ChangeCause {
  const isLater = (column: string): boolean => toMs(after[column]) > toMs(before[column]);
  if (after['stale_reason'] === 'exempted') return 'exempted';
  if (isStale(after)) {
    if (before['stale_reason'] === 'exempted') return 'exemption_ended';
    return after['stale_reason'] === 'no_password' ? 'password_removed' : 'threshold_passed';
  }
  if (isLater('last_login_at')) return 'logged_in';
  if (isLater('last_key_used_at')) return 'used';
  return after['password_enabled'] !== before['password_enabled']
    ? 'password_set'
    : 'facts_changed';
}

function isStale(user: FactRecord): boolean {
  return user['is_stale'] === true;
}

function toMs(value: FactRecord[string] | undefined): number {
  return value instanceof Date ? value.getTime() : -Infinity;
}
