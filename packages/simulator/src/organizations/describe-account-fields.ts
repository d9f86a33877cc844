import { accountArn } from '../world/arns.ts';
import { findUnitChain } from '../world/organizational-units.ts';
import type { AccountState, SimulatedAccount } from '../world/simulated-account.ts';
import type { SimulatedOrganization } from '../world/simulated-organization.ts';

/** An account as ListAccounts and DescribeAccount show it; times are epoch seconds. */
export type AccountFields = {
  readonly Id: string;
  readonly Arn: string;
  readonly Email: string;
  readonly Name: string;
  readonly Status?: AccountStatus;
  readonly State?: AccountState;
  readonly Paths?: readonly string[];
  readonly JoinedMethod: 'INVITED' | 'CREATED';
  readonly JoinedTimestamp: number;
};

/** Writes the account's fields; `Status`, retired on 2026-09-09, only if the account asks for it. */
export function describeAccountFields(
  organization: SimulatedOrganization,
  account: SimulatedAccount,
): AccountFields {
  const { stateFields, state } = account;
  return {
    Id: account.id,
    Arn: accountArn(organization, account.id),
    Email: account.email,
    Name: account.name,
    ...(stateFields === 'status' || stateFields === 'both' ? { Status: statusOf[state] } : {}),
    ...(stateFields === 'state' || stateFields === 'both' ? { State: state } : {}),
    ...(stateFields === 'status' ? {} : { Paths: [accountPath(organization, account)] }),
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: account.joinedAt.getTime() / 1_000,
  };
}

function accountPath(organization: SimulatedOrganization, account: SimulatedAccount): string {
  const unitIds = findUnitChain(organization, account.ouPath).map((unit) => unit.id);
  return `${[organization.id, organization.rootId, ...unitIds, account.id].join('/')}/`;
}

type AccountStatus = 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE';

const statusOf = {
  PENDING_ACTIVATION: 'SUSPENDED',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'PENDING_CLOSURE',
  CLOSED: 'SUSPENDED',
} as const satisfies Record<AccountState, AccountStatus>;
