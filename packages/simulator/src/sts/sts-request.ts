import type { Caller } from '../wire/caller.ts';
import type { RoleSessions } from '../wire/role-sessions.ts';
import type { SimulatedOrganization } from '../world/simulated-organization.ts';

/** What an STS operation works with. */
export type StsRequest = {
  readonly organization: SimulatedOrganization;
  readonly caller: Caller;
  readonly parameters: URLSearchParams;
  readonly sessions: RoleSessions;
  readonly now: () => Date;
};
