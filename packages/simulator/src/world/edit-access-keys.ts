import { deriveCredentialId } from './credential-ids.ts';
import { getAccount } from './edit-accounts.ts';
import { getUser } from './edit-users.ts';
import type { SimulatedOrganization } from './simulated-organization.ts';
import type { SimulatedAccessKey, SimulatedKeyUse } from './simulated-user.ts';

/** A new access key: its creation, and whatever should differ from an active key never used. */
export type NewAccessKey = Pick<SimulatedAccessKey, 'createdAt'> & Partial<SimulatedAccessKey>;

/**
 * Adds an access key to a user, or to `<root_account>`, and returns it.
 * A third key is not refused: a race in AWS has made users with more than two.
 */
export function addAccessKey(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
  input: NewAccessKey,
): SimulatedAccessKey {
  const keys = keysOf(organization, accountId, userName);
  const key = newKey(accountId, userName, keys, input);
  keys.push(key);
  return key;
}

/** Puts a new active key, never used, into the slot of an old one and returns it. */
export function rotateAccessKey(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
  keyId: string,
  rotatedAt: Date,
): SimulatedAccessKey {
  const keys = keysOf(organization, accountId, userName);
  const key = newKey(accountId, userName, keys, { createdAt: rotatedAt });
  keys[slotOf(keys, keyId)] = key;
  return key;
}

/** Activates or deactivates a key; its creation date stays. */
export function setAccessKeyStatus(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
  keyId: string,
  status: SimulatedAccessKey['status'],
): void {
  getKey(keysOf(organization, accountId, userName), keyId).status = status;
}

/** Deletes a key; keys in later slots move up. */
export function deleteAccessKey(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
  keyId: string,
): void {
  const keys = keysOf(organization, accountId, userName);
  keys.splice(slotOf(keys, keyId), 1);
}

/** Records a use of a key; as in AWS, the first of several within fifteen minutes is kept. */
export function recordKeyUse(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
  keyId: string,
  use: SimulatedKeyUse,
): void {
  const key = getKey(keysOf(organization, accountId, userName), keyId);
  const previous = key.lastUsed?.at.getTime() ?? -Infinity;
  if (use.at.getTime() - previous >= 15 * 60_000) key.lastUsed = use;
}

function keysOf(
  organization: SimulatedOrganization,
  accountId: string,
  userName: string,
): SimulatedAccessKey[] {
  return userName === '<root_account>'
    ? getAccount(organization, accountId).root.keys
    : getUser(organization, accountId, userName).keys;
}

function newKey(
  accountId: string,
  userName: string,
  siblings: readonly SimulatedAccessKey[],
  input: NewAccessKey,
): SimulatedAccessKey {
  const source = [
    accountId,
    userName,
    input.createdAt.toISOString(),
    ...siblings.map((key) => key.id),
  ];
  return { id: deriveCredentialId('AKIA', ...source), status: 'Active', ...input };
}

function getKey(keys: readonly SimulatedAccessKey[], keyId: string): SimulatedAccessKey {
  const key = keys.find((candidate) => candidate.id === keyId);
  if (key === undefined) throw new Error(`The user has no access key ${keyId}.`);
  return key;
}

function slotOf(keys: readonly SimulatedAccessKey[], keyId: string): number {
  return keys.indexOf(getKey(keys, keyId));
}
