import { editableUsers, findUser } from './account-users.ts';
import { getAccount } from './edit-accounts.ts';
import type { SimulatedOrganization } from './simulated-organization.ts';
import type { SimulatedUser } from './simulated-user.ts';

/** A new user: name, creation, and whatever should differ from a user without credentials. */
export type NewUser = Pick<SimulatedUser, 'name' | 'createdAt'> & Partial<SimulatedUser>;

/** Makes a user without adding it anywhere. */
export function createUser(input: NewUser): SimulatedUser {
  return { path: '/', passwordEnabled: false, mfaActive: false, keys: [], tags: {}, ...input };
}

/** Adds a user to an account and returns it; throws on a name AWS would refuse or that is taken. */
export function addUser(
  organization: SimulatedOrganization,
  accountId: string,
  input: NewUser,
): SimulatedUser {
  const account = getAccount(organization, accountId);
  if (!/^[\w+=,.@-]{1,64}$/.test(input.name)) {
    throw new Error(`IAM allows 1 to 64 letters, digits and _+=,.@- in a user name: ${input.name}`);
  }
  const users = editableUsers(account);
  if (findUser(account, input.name) !== undefined) {
    throw new Error(`Account ${accountId} has a user ${input.name} already.`);
  }
  const user = createUser(input);
  users.push(user);
  return user;
}

/** Deletes a user with its credentials. */
export function deleteUser(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
): void {
  const users = editableUsers(getAccount(organization, accountId));
  users.splice(users.indexOf(getUser(organization, accountId, userName)), 1);
}

/** The user of that name, ready to be changed; throws if the account has none. */
export function getUser(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
): SimulatedUser {
  const account = getAccount(organization, accountId);
  editableUsers(account);
  const user = findUser(account, userName);
  if (user === undefined) throw new Error(`Account ${accountId} has no user ${userName}.`);
  return user;
}

/**
 * Records a sign-in with the password, of a user or of `<root_account>`.
 * As in AWS, the first of several within five minutes is kept, and nothing from the data gap
 * between 2018-05-03 22:50 and 2018-05-23 14:08 PDT.
 */
export function recordLogin(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
  at: Date,
): void {
  const owner =
    userName === '<root_account>'
      ? getAccount(organization, accountId).root
      : getUser(organization, accountId, userName);
  if (at >= passwordUseGap.from && at <= passwordUseGap.to) return;
  const previous = owner.passwordLastUsedAt?.getTime() ?? -Infinity;
  if (at.getTime() - previous >= 5 * 60_000) owner.passwordLastUsedAt = at;
}

const passwordUseGap = {
  from: new Date('2018-05-04T05:50:00Z'),
  to: new Date('2018-05-23T21:08:00Z'),
};
