import { AssumeRoleCommand, type Credentials, type STSClient } from '@aws-sdk/client-sts';
import { CredsweepError } from '@credsweep/core';
import { countRequests, type CallCounter } from './call-counter.ts';
import { classifyAwsError, hasAwsErrorName } from './classify-aws-error.ts';
import { buildSessionPolicy } from './session-policy.ts';
import {
  makeAwsError,
  quoteAwsError,
  translateAwsError,
  type AwsCallScene,
} from './translate-aws-error.ts';

/** The role to enter an account by. */
export type AccountRole = {
  readonly accountId: string;
  readonly roleArn: string;
  readonly externalId: string | null;
  readonly sessionName: string;
  readonly readsUserTags: boolean;
};

/** Temporary credentials in one account. */
export type RoleSession = {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
  /** By this machine's clock, which the lifetime was counted on: a wrong clock does no harm. */
  readonly expiresAtMs: number;
};

/**
 * Enters an account by its role, with a session narrowed to the read actions.
 *
 * The session lasts 15 minutes, the least that STS gives; STS gives it also to a caller that is itself a role.
 * Source: STS API reference, AssumeRole.
 */
export async function assumeAccountRole(
  sts: STSClient,
  role: AccountRole,
  counter: CallCounter,
  scene: { readonly callerArn: string; readonly endpoint: string | null },
  abortSignal: AbortSignal,
): Promise<RoleSession> {
  const command = new AssumeRoleCommand({
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName,
    DurationSeconds: sessionSeconds,
    Policy: buildSessionPolicy(role),
    ...(role.externalId === null ? {} : { ExternalId: role.externalId }),
  });
  countRequests(command, counter);
  const askedAtMs = Date.now();
  try {
    const output = await sts.send(command, { abortSignal });
    requireOwnAccount(output.AssumedRoleUser?.Arn, role);
    return {
      credentials: readCredentials(output.Credentials, role),
      expiresAtMs: askedAtMs + sessionSeconds * 1_000,
    };
  } catch (error) {
    abortSignal.throwIfAborted();
    throw translateRefusal(error, role, {
      action: 'sts:AssumeRole',
      accountId: role.accountId,
      principalArn: scene.callerArn,
      endpoint: scene.endpoint,
    });
  }
}

function translateRefusal(error: unknown, role: AccountRole, scene: AwsCallScene): CredsweepError {
  const { accountId, roleArn, externalId } = role;
  if (hasAwsErrorName(error, regionDisabledNames)) {
    const message =
      `STS is not active for account ${accountId} in the region in use, so ${roleArn} could not be assumed (${quoteAwsError(error)}). ` +
      'Set AWS_REGION to a region that every account has by default, such as us-east-1, ' +
      'or activate STS for the region in the account settings of IAM.';
    return makeAwsError('sts_region_disabled', message, error, scene);
  }
  if (classifyAwsError(error) !== 'denied') return translateAwsError(error, scene);
  const message =
    `${scene.principalArn} may not assume ${roleArn} in account ${accountId} (${quoteAwsError(error)}). ` +
    'AWS says the same whatever the cause: the role does not exist there (an invited account has no OrganizationAccountAccessRole), ' +
    `its trust policy does not name the caller, ${describeExternalId(externalId)}, a service control policy denies it, ` +
    'the account is suspended, or the caller lacks sts:AssumeRole. ' +
    'Create or correct the role ("credsweep roles iam-json" prints it), or give another one with --role-name and --external-id.';
  return makeAwsError('role_missing_or_denied', message, error, { ...scene });
}

function describeExternalId(externalId: string | null): string {
  return externalId === null
    ? 'it asks for an external id and none was given'
    : 'the external id given is not the one it asks for';
}

function readCredentials(
  credentials: Credentials | undefined,
  { accountId }: AccountRole,
): RoleSession['credentials'] {
  const { AccessKeyId, SecretAccessKey, SessionToken } = credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new CredsweepError(
      'aws_unexpected',
      `sts:AssumeRole gave no complete credentials for account ${accountId}. If a custom endpoint is set, check what answers there.`,
      { details: { service: 'sts', action: 'AssumeRole', accountId } },
    );
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** A session that turns out to be in another account would file one account's users under another's name. */
function requireOwnAccount(
  sessionArn: string | undefined,
  { accountId, roleArn }: AccountRole,
): void {
  if (sessionArn?.split(':')[4] === accountId) return;
  throw new CredsweepError(
    'aws_unexpected',
    `sts:AssumeRole was asked for ${roleArn} and gave a session of ${sessionArn ?? 'nobody'}, which is not in account ${accountId}.`,
    { details: { service: 'sts', action: 'AssumeRole', accountId } },
  );
}

const sessionSeconds = 900;

const regionDisabledNames: ReadonlySet<string> = new Set([
  'RegionDisabled',
  'RegionDisabledException',
]);
