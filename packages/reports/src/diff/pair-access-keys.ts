import type { FactRecord } from './scan-change.ts';

/** An access key with what makes it known again in another scan. */
export type KnownKey = {
  readonly record: FactRecord;
  /** When its user was created; null for a root key. */
  readonly userCreatedAt: Date | null;
};

/**
 * Finds the keys that two scans of one account have in common: by id where both know it, otherwise by user (ARN and
 * creation time) and the key's own creation time. Slots say nothing, for a rotated key keeps its slot.
 *
 * @returns the later key by the earlier one
 */
export function pairAccessKeys(
  before: readonly KnownKey[],
  after: readonly KnownKey[],
): ReadonlyMap<KnownKey, KnownKey> {
  const pairs = new Map<KnownKey, KnownKey>();
  const byId = new Map(
    after.flatMap((key) => (readId(key) === null ? [] : [[readId(key), key] as const])),
  );
  for (const key of before) {
    const partner = readId(key) === null ? undefined : byId.get(readId(key));
    if (partner !== undefined) pairs.set(key, partner);
  }
  const taken = new Set(pairs.values());
  const byCreation = Map.groupBy(
    after.filter((key) => !taken.has(key)),
    nameCreation,
  );
  for (const key of before) {
    if (pairs.has(key)) continue;
    // Two keys of the same second whose ids differ are two keys.
    const candidates = (byCreation.get(nameCreation(key)) ?? []).filter(
      (candidate) => !taken.has(candidate) && (readId(key) === null || readId(candidate) === null),
    );
    const partner =
      candidates.find(({ record }) => record['status'] === key.record['status']) ?? candidates[0];
    if (partner === undefined) continue;
    pairs.set(key, partner);
    taken.add(partner);
  }
  return pairs;
}

function readId({ record }: KnownKey): string | null {
  const id = record['access_key_id'] ?? null;
  return id === null ? null : String(id);
}

function nameCreation({ record, userCreatedAt }: KnownKey): string {
  const createdAt = record['last_rotated_at'];
  return [
    record['user_arn'],
    userCreatedAt?.getTime() ?? '',
    createdAt instanceof Date ? createdAt.getTime() : '',
  ].join(' ');
}
