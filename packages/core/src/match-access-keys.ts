import type { AccessKey, ReportedAccessKey } from './access-key.ts';
import type { LiveAccessKey } from './ports/credential-source.ts';

/** What IAM says now of a key that the report told of. */
export type KeyMatch =
  /** The key exists; its id and its status of this moment are known. */
  | { readonly kind: 'found'; readonly key: AccessKey }
  /** The key was deleted after the report was made. */
  | { readonly kind: 'deleted'; readonly key: ReportedAccessKey }
  /** Two keys of the same second, or dates that do not agree: the id stays unknown and the report stands. */
  | { readonly kind: 'ambiguous'; readonly key: ReportedAccessKey };

/**
 * Joins the keys of a user's report row, which have no ids, with the keys that `ListAccessKeys` lists.
 *
 * A report key is the live key of the same creation second and status; of the same second alone when the status has
 * changed since. Slots are never compared: their order says nothing about age.
 *
 * @param reportGeneratedAt a live key created before it that no report key accounts for makes its user's unmatched
 * keys ambiguous, for then nobody can say that they were deleted
 */
export function matchAccessKeys(
  reported: readonly ReportedAccessKey[],
  live: readonly LiveAccessKey[],
  reportGeneratedAt: Date,
): readonly KeyMatch[] {
  const certain = pairKeys(reported, live, sameSecondAndStatus);
  const likely = pairKeys(
    reported.filter((key) => !certain.has(key)),
    live.filter((key) => !isPaired(key, certain)),
    sameSecond,
  );
  const partners = new Map([...certain, ...likely]);
  const unexplained = live.some(
    (key) =>
      !isPaired(key, partners) && wholeSeconds(key.createdAt) <= wholeSeconds(reportGeneratedAt),
  );
  return reported.map((key) => {
    const partner = partners.get(key);
    if (partner === undefined) return { kind: unexplained ? 'ambiguous' : 'deleted', key };
    return {
      kind: 'found',
      key: { ...key, status: partner.status, accessKeyId: partner.accessKeyId },
    };
  });
}

/**
 * Live keys that no report key accounts for: the third and later keys of a user, or keys younger than the report.
 * An ambiguous report key accounts for one live key of its second, though nobody can say which.
 */
export function findUnreportedKeys(
  matches: readonly KeyMatch[],
  live: readonly LiveAccessKey[],
): readonly LiveAccessKey[] {
  const found = new Set(
    matches.flatMap((match) => (match.kind === 'found' ? [match.key.accessKeyId] : [])),
  );
  const ambiguous = matches.flatMap((match) => (match.kind === 'ambiguous' ? [match.key] : []));
  const unnamed = live.filter((key) => !found.has(key.accessKeyId));
  return unnamed.filter((key, index) => {
    const elderTwins = unnamed
      .slice(0, index)
      .filter((other) => wholeSeconds(other.createdAt) === wholeSeconds(key.createdAt));
    return elderTwins.length >= ambiguous.filter((reported) => sameSecond(reported, key)).length;
  });
}

type SameKey = (reported: ReportedAccessKey, live: LiveAccessKey) => boolean;

/** Pairs the keys of which each side has exactly one that may be the same. */
function pairKeys(
  reported: readonly ReportedAccessKey[],
  live: readonly LiveAccessKey[],
  sameKey: SameKey,
): ReadonlyMap<ReportedAccessKey, LiveAccessKey> {
  const pairs = new Map<ReportedAccessKey, LiveAccessKey>();
  for (const key of reported) {
    const [partner, ...others] = live.filter((candidate) => sameKey(key, candidate));
    if (partner === undefined || others.length > 0) continue;
    if (reported.filter((rival) => sameKey(rival, partner)).length === 1) pairs.set(key, partner);
  }
  return pairs;
}

function isPaired(
  key: LiveAccessKey,
  pairs: ReadonlyMap<ReportedAccessKey, LiveAccessKey>,
): boolean {
  return [...pairs.values()].includes(key);
}

function sameSecondAndStatus(reported: ReportedAccessKey, live: LiveAccessKey): boolean {
  return sameSecond(reported, live) && reported.status === live.status;
}

function sameSecond(reported: ReportedAccessKey, live: LiveAccessKey): boolean {
  return (
    reported.lastRotatedAt !== null &&
    wholeSeconds(reported.lastRotatedAt) === wholeSeconds(live.createdAt)
  );
}

/** Reports tell dates to the second; what IAM answers may be finer. */
function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
