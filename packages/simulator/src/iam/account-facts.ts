import { listUsers } from '../world/account-users.ts';
import { xmlElement, xmlText } from '../wire/xml.ts';
import type { IamRequest } from './iam-request.ts';

/** GetAccountSummary, with the counts and quotas that can be told from the world. */
export function getAccountSummary({ account }: IamRequest): string {
  const { root } = account;
  const users = listUsers(account);
  const mfaDevices = users.filter((user) => user.mfaActive).length + Number(root.mfaActive);
  const entries: readonly (readonly [string, number])[] = [
    ['Users', users.length],
    ['UsersQuota', 5_000],
    ['Roles', account.roles.length],
    ['RolesQuota', 1_000],
    ['AccessKeysPerUserQuota', 2],
    ['MFADevices', mfaDevices],
    ['MFADevicesInUse', mfaDevices],
    ['AccountMFAEnabled', Number(root.mfaActive)],
    ['AccountPasswordPresent', Number(root.passwordEnabled)],
    ['AccountAccessKeysPresent', Number(root.keys.length > 0)],
    ['AccountSigningCertificatesPresent', Number(root.certificates.length > 0)],
  ];
  return xmlElement(
    'SummaryMap',
    ...entries.map(([key, value]) =>
      xmlElement('entry', xmlText('key', key), xmlText('value', value)),
    ),
  );
}

/** ListAccountAliases: none or one. */
export function listAccountAliases({ account }: IamRequest): string {
  const members = account.alias === undefined ? '' : xmlText('member', account.alias);
  return xmlElement('AccountAliases', members) + xmlText('IsTruncated', false);
}
