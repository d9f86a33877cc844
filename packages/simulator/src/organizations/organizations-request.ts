import type { Caller } from '../wire/caller.ts';
import type { SimulatedOrganization } from '../world/simulated-organization.ts';

/** What an Organizations operation works with. */
export type OrganizationsRequest = {
  readonly organization: SimulatedOrganization;
  readonly caller: Caller;
  readonly input: Readonly<Record<string, unknown>>;
};
