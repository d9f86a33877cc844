import { ListAccessKeysCommand, type AccessKeyMetadata } from '@aws-sdk/client-iam';
import { CredsweepError, type LiveAccessKey } from '@credsweep/core';
import type { AccountAccess } from './account-access.ts';
import { listOfUser } from './list-of-user.ts';

/**
 * Lists the access keys of a user as they are at this moment; none if the user has been deleted.
 *
 * Source: IAM API reference, ListAccessKeys.
 */
export async function listAccessKeys(
  account: AccountAccess,
  userName: string,
  signal: AbortSignal,
): Promise<readonly LiveAccessKey[]> {
  const keys = await listOfUser(
    account,
    'iam:ListAccessKeys',
    signal,
    async (iam, paging, options) => {
      const command = new ListAccessKeysCommand({ UserName: userName, ...paging });
      const { AccessKeyMetadata: items, ...rest } = await iam.send(command, options);
      return { items, ...rest };
    },
  );
  return keys.map((key) => readKey(key, account.accountId));
}

function readKey(
  { AccessKeyId, Status, CreateDate }: AccessKeyMetadata,
  accountId: string,
): LiveAccessKey {
  if (AccessKeyId === undefined || CreateDate === undefined) {
    throw new CredsweepError(
      'aws_unexpected',
      `iam:ListAccessKeys in account ${accountId} gave an access key without ${AccessKeyId === undefined ? 'an id' : 'a creation date'}.`,
      { details: { service: 'iam', action: 'ListAccessKeys', accountId } },
    );
  }
  return {
    accessKeyId: AccessKeyId,
    status: Status === 'Active' ? 'Active' : 'Inactive',
    createdAt: CreateDate,
  };
}
