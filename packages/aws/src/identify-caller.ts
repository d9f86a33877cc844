import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { CredsweepError, isAccountId } from '@credsweep/core';
import { countRequests, type CallCounter } from './call-counter.ts';
import { classifyAwsError } from './classify-aws-error.ts';
import { makeAwsError, quoteAwsError, translateAwsError } from './translate-aws-error.ts';

/** Who calls AWS. */
export type AwsCaller = {
  /** Twelve digits. */
  readonly accountId: string;
  readonly arn: string;
  /** Such as `aws` or `aws-cn`; role ARNs must carry it. */
  readonly partition: string;
};

/**
 * Asks STS who the caller is; this needs no permission.
 *
 * Source: STS API reference, GetCallerIdentity.
 */
export async function identifyCaller(
  sts: STSClient,
  counter: CallCounter,
  endpoint: string | null,
  abortSignal: AbortSignal,
): Promise<AwsCaller> {
  const command = new GetCallerIdentityCommand({});
  countRequests(command, counter);
  const scene = { action: 'sts:GetCallerIdentity', accountId: null, principalArn: null, endpoint };
  let arn: string | undefined;
  try {
    arn = (await sts.send(command, { abortSignal })).Arn;
  } catch (error) {
    if (classifyAwsError(error) !== 'denied') throw translateAwsError(error, scene);
    // GetCallerIdentity itself cannot be denied: it was the role of the caller's profile that was.
    const message =
      `The caller's credentials could not be obtained (${quoteAwsError(error)}). ` +
      'Check the role_arn, source_profile and trust policy behind AWS_PROFILE; "aws sts get-caller-identity" must succeed.';
    throw makeAwsError('credentials_invalid', message, error, scene);
  }
  return readCaller(arn ?? '');
}

function readCaller(arn: string): AwsCaller {
  const [, partition = '', , , accountId = ''] = arn.split(':');
  if (partition !== '' && isAccountId(accountId)) return { accountId, arn, partition };
  throw new CredsweepError(
    'aws_unexpected',
    `sts:GetCallerIdentity gave "${arn}", which is not the ARN of a caller. If a custom endpoint is set, check what answers there.`,
    { details: { service: 'sts', action: 'GetCallerIdentity' } },
  );
}
