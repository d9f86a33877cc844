import { nameAgeBands, unknownAgeBand } from './age-band.ts';
import type { JudgedAccount } from './judge-account.ts';
import type { Policy } from './policy.ts';

/** Keys of one account in one age band. */
export type AgeBandCount = {
  /** Starts at 0 with the youngest band. */
  readonly bandOrder: number;
  readonly ageBand: string;
  readonly activeKeyCount: number;
  readonly inactiveKeyCount: number;
  readonly highRiskCount: number;
};

/** Counts of one account; the root user is not among the users, its keys are among the keys. */
export type AccountSummary = {
  readonly userCount: number;
  readonly staleUserCount: number;
  readonly neverLoggedInCount: number;
  readonly accessKeyCount: number;
  readonly activeAccessKeyCount: number;
  readonly highRiskKeyCount: number;
  /** Bands that have keys, youngest first. */
  readonly ageBands: readonly AgeBandCount[];
};

/** Counts what was judged. */
export function summarizeAccount(judged: JudgedAccount, policy: Policy): AccountSummary {
  const { users, accessKeys } = judged;
  return {
    userCount: users.length,
    staleUserCount: users.filter((user) => user.isStale).length,
    neverLoggedInCount: users.filter((user) => user.neverLoggedIn).length,
    accessKeyCount: accessKeys.length,
    activeAccessKeyCount: accessKeys.filter((key) => key.status === 'Active').length,
    highRiskKeyCount: accessKeys.filter((key) => key.isHighRisk).length,
    ageBands: [...nameAgeBands(policy.ageBandsDays), unknownAgeBand].flatMap(
      (ageBand, bandOrder) => {
        const keys = accessKeys.filter((key) => key.ageBand === ageBand);
        if (keys.length === 0) return [];
        const activeKeyCount = keys.filter((key) => key.status === 'Active').length;
        return {
          bandOrder,
          ageBand,
          activeKeyCount,
          inactiveKeyCount: keys.length - activeKeyCount,
          highRiskCount: keys.filter((key) => key.isHighRisk).length,
        };
      },
    ),
  };
}
