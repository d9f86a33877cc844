import { ListUserTagsCommand } from '@aws-sdk/client-iam';
import type { Tags } from '@credsweep/core';
import type { AccountAccess } from './account-access.ts';
import { listOfUser } from './list-of-user.ts';

/**
 * Lists the tags of a user as they are at this moment; none if the user has been deleted.
 *
 * Source: IAM API reference, ListUserTags.
 */
export async function listUserTags(
  account: AccountAccess,
  userName: string,
  signal: AbortSignal,
): Promise<Tags> {
  const tags = await listOfUser(
    account,
    'iam:ListUserTags',
    signal,
    async (iam, paging, options) => {
      const command = new ListUserTagsCommand({ UserName: userName, ...paging });
      const { Tags: items, ...rest } = await iam.send(command, options);
      return { items, ...rest };
    },
  );
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
