import type { Caller } from '../wire/caller.ts';
import type { SimulatedAccount } from '../world/simulated-account.ts';
import type { SimulatedOrganization } from '../world/simulated-organization.ts';
import type { ReportTiming } from './report-timing.ts';

/** What an IAM operation works with; the account is that of the signing credentials. */
export type IamRequest = {
  readonly organization: SimulatedOrganization;
  readonly account: SimulatedAccount;
  readonly caller: Caller;
  readonly parameters: URLSearchParams;
  readonly reportTiming: ReportTiming;
  readonly now: () => Date;
};
