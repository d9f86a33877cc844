import { matchesPattern } from './name-pattern.ts';

/** A token bucket: `burst` calls at once, then `ratePerSecond`. */
export type RateLimit = { readonly ratePerSecond: number; readonly burst: number };

/** Limits by action (with `*`); a call must pass every one that fits. One bucket for each signing account. */
export type RateLimitPlan = Readonly<Record<string, RateLimit>>;

/** Takes a token for a call; false: there was none, the call is throttled. */
export type TakeToken = (action: string, signerAccountId: string) => boolean;

/**
 * The limits AWS publishes, per account: Organizations (reference of limits) and STS (600 per second).
 * IAM publishes none.
 */
export const publishedRateLimits = {
  'organizations:ListAccounts': { ratePerSecond: 8, burst: 12 },
  'organizations:DescribeAccount': { ratePerSecond: 20, burst: 30 },
  'organizations:ListAccountsForParent': { ratePerSecond: 5, burst: 8 },
  'organizations:ListOrganizationalUnitsForParent': { ratePerSecond: 5, burst: 8 },
  'organizations:ListTagsForResource': { ratePerSecond: 10, burst: 15 },
  'organizations:DescribeOrganization': { ratePerSecond: 1, burst: 2 },
  'organizations:ListRoots': { ratePerSecond: 1, burst: 2 },
  'organizations:ListDelegatedAdministrators': { ratePerSecond: 5, burst: 8 },
  'sts:*': { ratePerSecond: 600, burst: 600 },
} as const satisfies RateLimitPlan;

/** Starts full buckets, refilled by real time. */
export function createRateLimiter(plan: RateLimitPlan): TakeToken {
  const limits = Object.entries(plan);
  const buckets = new Map<string, Bucket>();
  return (action, signerAccountId) =>
    limits
      .filter(([pattern]) => matchesPattern(pattern, action))
      .every(([pattern, limit]) => {
        const key = `${pattern} ${signerAccountId}`;
        const bucket = buckets.get(key) ?? { tokens: limit.burst, filledAtMs: performance.now() };
        buckets.set(key, bucket);
        return takeFrom(bucket, limit);
      });
}

type Bucket = { tokens: number; filledAtMs: number };

function takeFrom(bucket: Bucket, { ratePerSecond, burst }: RateLimit): boolean {
  const nowMs = performance.now();
  const gained = ((nowMs - bucket.filledAtMs) / 1_000) * ratePerSecond;
  bucket.tokens = Math.min(burst, bucket.tokens + gained);
  bucket.filledAtMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}
