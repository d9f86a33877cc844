import type { AccountState, SimulatedAccount, SimulatedRole } from './simulated-account.ts';
import { findUnitChain } from './organizational-units.ts';
import type { SimulatedOrganization } from './simulated-organization.ts';

/** A new account: its id, and whatever should differ from a plain, active, empty one. */
export type NewAccount = Pick<SimulatedAccount, 'id'> & Partial<SimulatedAccount>;

/** A new role: its name, and whatever should differ from the role Organizations makes. */
export type NewRole = Pick<SimulatedRole, 'name'> & Partial<SimulatedRole>;

/**
 * Adds an account and returns it.
 * Unless `roles` is given, it has `OrganizationAccountAccessRole` trusting the management account,
 * as an account created by Organizations has; an invited account has none.
 */
export function addAccount(
  organization: SimulatedOrganization,
  input: NewAccount,
): SimulatedAccount {
  if (!/^\d{12}$/.test(input.id)) throw new Error(`An account id has twelve digits: ${input.id}`);
  if (organization.accounts.has(input.id)) throw new Error(`Account ${input.id} exists already.`);
  findUnitChain(organization, input.ouPath ?? []);
  const account: SimulatedAccount = {
    name: `account-${input.id}`,
    email: `aws+${input.id}@example.com`,
    state: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAt: new Date('2021-01-01T00:00:00Z'),
    ouPath: [],
    tags: {},
    stateFields: 'state',
    roles: [],
    deniedActions: [],
    regionDisabled: false,
    root: { passwordEnabled: false, mfaActive: false, keys: [], certificates: [] },
    users: [],
    report: { additionalCredentialsColumn: false, legacyRootCells: false },
    ...input,
  };
  organization.accounts.set(account.id, account);
  if (input.roles === undefined && account.joinedMethod === 'CREATED') {
    addRole(organization, account.id, { name: 'OrganizationAccountAccessRole' });
  }
  return account;
}

/** The account with that id; throws if the world has none. */
export function getAccount(
  organization: SimulatedOrganization,
  accountId: string,
): SimulatedAccount {
  const account = organization.accounts.get(accountId);
  if (account === undefined) throw new Error(`The simulated world has no account ${accountId}.`);
  return account;
}

/** Takes an account out of the organization, with all that is in it. */
export function removeAccount(organization: SimulatedOrganization, accountId: string): void {
  getAccount(organization, accountId);
  organization.accounts.delete(accountId);
}

/** Sets the account's state; sessions can no longer be opened in suspended, closed or inactive accounts. */
export function setAccountState(
  organization: SimulatedOrganization,
  accountId: string,
  state: AccountState,
): void {
  getAccount(organization, accountId).state = state;
}

/** Adds a role and returns it; by default it trusts the management account and may do everything. */
export function addRole(
  organization: SimulatedOrganization,
  accountId: string,
  input: NewRole,
): SimulatedRole {
  const account = getAccount(organization, accountId);
  const role: SimulatedRole = {
    path: '/',
    createdAt: account.joinedAt,
    trusts: [organization.managementAccountId],
    allowedActions: ['*'],
    maxSessionSeconds: 3600,
    ...input,
  };
  account.roles.push(role);
  return role;
}

/** Removes a role; its open sessions stop working. */
export function removeRole(
  organization: SimulatedOrganization,
  accountId: string,
  roleName: string,
): void {
  const account = getAccount(organization, accountId);
  account.roles = account.roles.filter((role) => role.name !== roleName);
}

/** Lets a member account call the organization's read operations. */
export function addDelegatedAdministrator(
  organization: SimulatedOrganization,
  accountId: string,
  delegatedAt: Date = getAccount(organization, accountId).joinedAt,
): void {
  organization.delegatedAdministrators.push({ accountId, delegatedAt });
}
