import { deriveCredentialId } from './credential-ids.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedUser } from './simulated-user.ts';

/**
 * The users of an account in the order of their names, whatever the case.
 * Users given as a function are made for this call only, so that a large world does not stay in memory;
 * to change such users, call `editableUsers`.
 */
export function listUsers(account: SimulatedAccount): SimulatedUser[] {
  const users = typeof account.users === 'function' ? account.users() : account.users;
  return users.toSorted(compareUserNames);
}

/** The account's own array of users, made permanent first if they were given as a function. */
export function editableUsers(account: SimulatedAccount): SimulatedUser[] {
  if (typeof account.users === 'function') account.users = account.users();
  return account.users;
}

/** The user of that name, whatever the case, as IAM looks names up. */
export function findUser(account: SimulatedAccount, name: string): SimulatedUser | undefined {
  const wanted = name.toLowerCase();
  const users = typeof account.users === 'function' ? account.users() : account.users;
  return users.find((user) => user.name.toLowerCase() === wanted);
}

/** The user's unique id (`AIDA...`); another one for a user made later under the same name. */
export function userIdOf(account: SimulatedAccount, user: SimulatedUser): string {
  return deriveCredentialId('AIDA', account.id, user.name, user.createdAt.toISOString());
}

function compareUserNames(left: SimulatedUser, right: SimulatedUser): number {
  const leftName = left.name.toLowerCase();
  const rightName = right.name.toLowerCase();
  return leftName < rightName ? -1 : leftName > rightName ? 1 : 0;
}
