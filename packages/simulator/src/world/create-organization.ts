import type {
  Partition,
  SimulatedHub,
  SimulatedOrganization,
  SimulatedOrganizationalUnit,
} from './simulated-organization.ts';
import { addAccount } from './edit-accounts.ts';

/** What can be chosen of a new world; everything has a default. */
export type NewOrganization = {
  readonly id?: string;
  readonly rootId?: string;
  readonly partition?: Partition;
  readonly managementAccountId?: string;
  readonly managementAccountName?: string;
  readonly organizationalUnits?: SimulatedOrganizationalUnit[];
  /** By default a user of the management account that may do everything. */
  readonly hub?: Partial<SimulatedHub>;
  /** True: only one account, and no organization. */
  readonly standalone?: boolean;
  /** When the first account was created; default 2020-01-01. */
  readonly createdAt?: Date;
};

/**
 * A world with one account, which is the management account (or, standalone, the only one).
 * Add the others with `addAccount`.
 */
export function createOrganization(options: NewOrganization = {}): SimulatedOrganization {
  const managementAccountId = options.managementAccountId ?? '100000000001';
  const organization: SimulatedOrganization = {
    id: options.id ?? 'o-simulated1',
    partition: options.partition ?? 'aws',
    standalone: options.standalone ?? false,
    rootId: options.rootId ?? 'r-simu',
    managementAccountId,
    delegatedAdministrators: [],
    organizationalUnits: options.organizationalUnits ?? [],
    accounts: new Map(),
    hub: {
      accountId: managementAccountId,
      kind: 'user',
      name: 'credsweep-hub',
      allowedActions: ['*'],
      ...options.hub,
    },
    emptyPages: false,
  };
  addAccount(organization, {
    id: managementAccountId,
    name: options.managementAccountName ?? 'management',
    joinedMethod: 'INVITED',
    joinedAt: options.createdAt ?? new Date('2020-01-01T00:00:00Z'),
    roles: [],
  });
  return organization;
}
