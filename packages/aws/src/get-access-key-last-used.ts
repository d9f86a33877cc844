import { GetAccessKeyLastUsedCommand } from '@aws-sdk/client-iam';
import type { LiveKeyUse } from '@credsweep/core';
import type { AccountAccess } from './account-access.ts';
import { hasAwsErrorName } from './classify-aws-error.ts';

/**
 * Tells the last use of an access key: no date for a key never used, null for a key that no longer exists.
 *
 * A denial stays an error: AWS no longer documents `NoSuchEntity` here and may deny a key it does not
 * know, but for a key that was listed a moment ago a missing permission is the likelier cause.
 * Source: IAM API reference, GetAccessKeyLastUsed.
 */
export function getAccessKeyLastUsed(
  account: AccountAccess,
  accessKeyId: string,
  signal: AbortSignal,
): Promise<LiveKeyUse | null> {
  return account.callIam('iam:GetAccessKeyLastUsed', signal, async (iam, options) => {
    try {
      const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId });
      const { LastUsedDate, Region, ServiceName } =
        (await iam.send(command, options)).AccessKeyLastUsed ?? {};
      return {
        lastUsedAt: LastUsedDate ?? null,
        region: readCell(Region),
        service: readCell(ServiceName),
      };
    } catch (error) {
      if (hasAwsErrorName(error, keyGoneNames)) return null;
      throw error;
    }
  });
}

/** IAM writes `N/A` for a key never used, and for the region of a service that has none. */
function readCell(text: string | undefined): string | null {
  return text === undefined || text === '' || text === 'N/A' ? null : text;
}

const keyGoneNames: ReadonlySet<string> = new Set(['NoSuchEntity', 'NoSuchEntityException']);
