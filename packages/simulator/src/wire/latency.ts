import { drawOnce } from '../world/seeded-random.ts';
import { matchesPattern } from './name-pattern.ts';

/** How long a call takes, in milliseconds, evenly spread. */
export type LatencyRange = { readonly minMs: number; readonly maxMs: number };

/** One range for all calls, or ranges by action (with `*`), of which the first that fits counts. */
export type LatencyPlan = LatencyRange | Readonly<Record<string, LatencyRange>>;

/** Says how many milliseconds a call waits before it is answered. */
export type DrawLatency = (action: string, accountId: string) => number;

/** Draws from the seed: the n-th call of an action in an account always takes equally long. */
export function createLatency(seed: number, plan: LatencyPlan | undefined): DrawLatency {
  if (plan === undefined) return () => 0;
  const callsByTarget = new Map<string, number>();
  return (action, accountId) => {
    const range = isRange(plan) ? plan : findRange(plan, action);
    if (range === undefined) return 0;
    const target = `${action} ${accountId}`;
    const calls = callsByTarget.get(target) ?? 0;
    callsByTarget.set(target, calls + 1);
    return range.minMs + drawOnce(seed, 'latency', target, calls) * (range.maxMs - range.minMs);
  };
}

function isRange(plan: LatencyPlan): plan is LatencyRange {
  return typeof plan['minMs'] === 'number';
}

function findRange(
  plan: Readonly<Record<string, LatencyRange>>,
  action: string,
): LatencyRange | undefined {
  return Object.entries(plan).find(([pattern]) => matchesPattern(pattern, action))?.[1];
}
