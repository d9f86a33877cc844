import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { STSClient } from '@aws-sdk/client-sts';
import type { MiddlewareStack } from '@smithy/types';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * What AWS allows the caller's own account, whatever the number of accounts that are scanned.
 *
 * STS: 600 requests per second and region, shared by AssumeRole, GetCallerIdentity and others, and by all that use the
 * caller's account. Source: IAM User Guide, "IAM and AWS STS quotas".
 * Organizations: ListAccounts 8 per second, 12 at once; DescribeOrganization 1 per second, 2 at once;
 * ListTagsForResource 10 per second, 15 at once.
 * Source: AWS Organizations User Guide, "Quotas and service limits".
 *
 * The buckets are this process's. Several processes share STS's limit well, for each needs one AssumeRole per account
 * in 15 minutes, and a listing is one job of one process.
 */
const hubLimits = {
  sts: { perSecond: 600, burst: 600 },
  'organizations:ListAccounts': { perSecond: 8, burst: 12 },
  'organizations:DescribeOrganization': { perSecond: 1, burst: 2 },
  'organizations:ListTagsForResource': { perSecond: 10, burst: 15 },
} as const;

/** Puts the buckets in front of the hub's two clients, below the SDK's retries: each try takes a token. */
export function limitHubRequests(clients: {
  readonly sts: STSClient;
  readonly organizations: OrganizationsClient;
}): void {
  const sts = openBucket('sts');
  const ofCommand: Readonly<Record<string, TokenBucket>> = {
    ListAccountsCommand: openBucket('organizations:ListAccounts'),
    DescribeOrganizationCommand: openBucket('organizations:DescribeOrganization'),
    ListTagsForResourceCommand: openBucket('organizations:ListTagsForResource'),
  };
  limitRequests(clients.sts, () => sts);
  limitRequests(clients.organizations, (command) => ofCommand[command]);
}

function openBucket(limit: keyof typeof hubLimits): TokenBucket {
  return createTokenBucket(hubLimits[limit], { now: performance.now.bind(performance), sleep });
}

function limitRequests<Input extends object, Output extends object>(
  client: { readonly middlewareStack: MiddlewareStack<Input, Output> },
  findBucket: (command: string) => TokenBucket | undefined,
): void {
  client.middlewareStack.add(
    (next, context) => async (request) => {
      await findBucket(context.commandName ?? '')?.take();
      return next(request);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'limitRequests' },
  );
}
