import type { IAMClient } from '@aws-sdk/client-iam';
import type { AccountReadAction } from '@credsweep/core';
import type { AccountAccess } from './account-access.ts';
import { hasAwsErrorName } from './classify-aws-error.ts';

/** One page of what IAM lists of a user, in IAM's own words. */
type UserListPage<Item> = {
  readonly items: readonly Item[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
};

/** Asks for a page; the first one has no marker. */
type FetchPage<Item> = (
  iam: IAMClient,
  paging: { readonly Marker?: string },
  options: { readonly abortSignal: AbortSignal },
) => Promise<UserListPage<Item>>;

/**
 * Follows the pages of an IAM list about one user; nothing if the user has been deleted.
 *
 * IAM may give fewer items than there are at any time, so that only `IsTruncated` tells the last page.
 */
export async function listOfUser<Item>(
  account: AccountAccess,
  action: AccountReadAction,
  signal: AbortSignal,
  fetchPage: FetchPage<Item>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let marker: string | undefined;
  do {
    const paging = marker === undefined ? {} : { Marker: marker };
    const page = await account.callIam(action, signal, async (iam, options) => {
      try {
        return await fetchPage(iam, paging, options);
      } catch (error) {
        if (hasAwsErrorName(error, userGoneNames)) return { items: [] };
        throw error;
      }
    });
    items.push(...(page.items ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return items;
}

const userGoneNames: ReadonlySet<string> = new Set(['NoSuchEntity', 'NoSuchEntityException']);
