import { ListAccessKeysCommand, type AccessKeyMetadata } from '@aws-sdk/client-iam';
import { CredsweepError, type LiveAccessKey } from '@credsweep/core';
import type { AccountAccess } from './account-access.ts';
import { hasAwsErrorName } from './classify-aws-error.ts';

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
  const keys: LiveAccessKey[] = [];
  let marker: string | undefined;
  do {
    const page = await fetchPage(account, userName, marker, signal);
    keys.push(...page.keys.map((key) => readKey(key, account.accountId)));
    marker = page.nextMarker;
  } while (marker !== undefined);
  return keys;
}

type Page = {
  readonly keys: readonly AccessKeyMetadata[];
  readonly nextMarker: string | undefined;
};

function fetchPage(
  account: AccountAccess,
  userName: string,
  marker: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  return account.callIam('iam:ListAccessKeys', signal, async (iam, options) => {
    try {
      const command = new ListAccessKeysCommand({
        UserName: userName,
        ...(marker === undefined ? {} : { Marker: marker }),
      });
      const { AccessKeyMetadata = [], IsTruncated, Marker } = await iam.send(command, options);
      return { keys: AccessKeyMetadata, nextMarker: IsTruncated === true ? Marker : undefined };
    } catch (error) {
      if (hasAwsErrorName(error, userGoneNames)) return { keys: [], nextMarker: undefined };
      throw error;
    }
  });
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

const userGoneNames: ReadonlySet<string> = new Set(['NoSuchEntity', 'NoSuchEntityException']);
