import { CredsweepError, isAccountId } from '@credsweep/core';
import type { AsffOptions } from '@credsweep/reports';

/** Flags of `credsweep report` that say which Security Hub takes the findings. */
export type SecurityHubFlags = {
  readonly securityHubAccount?: string;
  readonly securityHubRegion?: string;
};

/** Where findings of the AWS Security Finding Format go. */
export type SecurityHub = Pick<AsffOptions, 'region' | 'importAccountId'>;

/**
 * Reads which Security Hub takes the findings. The Region is the one that the AWS CLI would call; one of another
 * partition than the organization's does not count.
 *
 * @throws CredsweepError `usage_invalid`
 */
export function readSecurityHub(
  format: string,
  flags: SecurityHubFlags,
  environment: Readonly<Record<string, string | undefined>>,
): SecurityHub {
  const { securityHubAccount: account, securityHubRegion: region } = flags;
  if (format !== 'asff' && (account ?? region) !== undefined) {
    throw new CredsweepError(
      'usage_invalid',
      '--security-hub-account and --security-hub-region are for --format asff only.',
    );
  }
  if (account !== undefined && !isAccountId(account)) {
    throw new CredsweepError(
      'usage_invalid',
      `--security-hub-account takes the id of an account, 12 digits, not ${JSON.stringify(account)}.`,
    );
  }
  if (region !== undefined && !/^[a-z]{2,8}(?:-[a-z]+)+-\d+$/.test(region)) {
    throw new CredsweepError(
      'usage_invalid',
      `--security-hub-region takes a Region such as eu-west-1, not ${JSON.stringify(region)}.`,
    );
  }
  const told = [region, environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']];
  return {
    importAccountId: account ?? null,
    region: told.find((candidate) => candidate !== undefined && candidate !== '') ?? null,
  };
}
