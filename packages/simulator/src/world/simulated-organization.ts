import type { SimulatedAccount } from './simulated-account.ts';

/** AWS partitions an organization can live in; an organization never crosses partitions. */
export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn' | 'aws-eusc';

/**
 * The whole simulated world: plain mutable data, read again at every request.
 * Change it directly or with the functions of this folder; a change is visible at once,
 * except in credential reports, which are snapshots.
 */
export type SimulatedOrganization = {
  /** `o-` and 10 to 32 lower-case letters or digits. */
  id: string;
  partition: Partition;
  /** True: there is no organization at all, only the hub's account. */
  standalone: boolean;
  /** `r-` and 4 to 32 lower-case letters or digits. */
  rootId: string;
  managementAccountId: string;
  delegatedAdministrators: SimulatedDelegatedAdministrator[];
  organizationalUnits: SimulatedOrganizationalUnit[];
  /** By account id. */
  accounts: Map<string, SimulatedAccount>;
  hub: SimulatedHub;
  /** True: list operations answer an empty page with a token before every page with content. */
  emptyPages: boolean;
};

/** A node of the tree of organizational units; names are unique among siblings. */
export type SimulatedOrganizationalUnit = {
  /** `ou-ROOT-` and 8 to 32 lower-case letters or digits. */
  id: string;
  name: string;
  children: SimulatedOrganizationalUnit[];
};

/** A member account that may call the organization's read operations. */
export type SimulatedDelegatedAdministrator = {
  accountId: string;
  delegatedAt: Date;
};

/**
 * The principal whose credentials the simulator hands out.
 * A `role-session` is itself an assumed role, so that sessions it opens are chained (one hour at most).
 */
export type SimulatedHub = {
  accountId: string;
  kind: 'user' | 'role-session';
  /** Name of the IAM user or of the role. */
  name: string;
  /** Actions its identity policy allows, with `*` and `?`. */
  allowedActions: string[];
};
