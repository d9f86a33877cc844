import {
  ListTagsForResourceCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Tags } from '@credsweep/core';
import { hasAwsErrorName } from './classify-aws-error.ts';

/**
 * Lists the tags of an account of the organization; none if it has left since it was listed. Errors are those of the
 * SDK.
 *
 * Source: Organizations API reference, ListTagsForResource; only for the management account and delegated administrators.
 */
export async function listAccountTags(
  organizations: OrganizationsClient,
  accountId: string,
  abortSignal: AbortSignal,
): Promise<Tags> {
  const tags: (readonly [string, string])[] = [];
  let token = '';
  do {
    const command = new ListTagsForResourceCommand({
      ResourceId: accountId,
      ...(token === '' ? {} : { NextToken: token }),
    });
    try {
      const { Tags: page = [], NextToken = '' } = await organizations.send(command, {
        abortSignal,
      });
      tags.push(...page.map(({ Key = '', Value = '' }) => [Key, Value] as const));
      token = NextToken;
    } catch (error) {
      if (hasAwsErrorName(error, accountGoneNames)) return {};
      throw error;
    }
  } while (token !== '');
  return Object.fromEntries(tags);
}

const accountGoneNames: ReadonlySet<string> = new Set(['TargetNotFoundException']);
