import type { Policy } from './policy.ts';

/** Tells that the verdicts of a summary are those of another policy than its scan's; nothing was scanned for it. */
export type WhatIf = {
  /** The policy by which the scan judged. */
  readonly scanPolicy: Policy;
  /** Stale users by that policy. */
  readonly staleUsers: number;
  /** High-risk keys by that policy. */
  readonly highRiskKeys: number;
  /** What could not be judged anew, in sentences. */
  readonly notes: readonly string[];
};
