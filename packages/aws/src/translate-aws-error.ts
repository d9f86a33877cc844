import { CredsweepError, type ErrorCode, type ErrorDetails } from '@credsweep/core';
import { classifyAwsError, networkCodeOf, type AwsErrorKind } from './classify-aws-error.ts';
import { readAwsError } from './read-aws-error.ts';
import { redactSecrets } from './redact-secrets.ts';

/** Where a call to AWS failed. */
export type AwsCallScene = {
  /** Such as `iam:GetCredentialReport`. */
  readonly action: string;
  /** The account that was asked; null for the organization and the caller. */
  readonly accountId: string | null;
  /** ARN of the role or user that asked; null when not known yet. */
  readonly principalArn: string | null;
  /** The endpoint, if it is not AWS's own. */
  readonly endpoint: string | null;
};

/** Gives any failure of a call to AWS as an error with a code, a cause and a next step; never with a secret. */
export function translateAwsError(error: unknown, scene: AwsCallScene): CredsweepError {
  if (error instanceof CredsweepError) return error;
  const { code, write } = outcomes[classifyAwsError(error)];
  return makeAwsError(code, write(error, scene), error, scene);
}

/** Makes an error with the usual details of a failed call: service, action, account, AWS's name of the error. */
export function makeAwsError(
  code: ErrorCode,
  message: string,
  error: unknown,
  scene: AwsCallScene,
): CredsweepError {
  return new CredsweepError(code, message, {
    cause: withoutSecrets(error),
    details: describeDetails(error, scene),
  });
}

/** Names a failure in AWS's words: its error name, and its message without secrets. */
export function quoteAwsError(error: unknown): string {
  const { names, message } = readAwsError(error);
  const name = networkCodeOf(error) ?? names[0] ?? 'Error';
  const words = redactSecrets(message).replace(/\.$/, '');
  return words === '' || words === name ? name : `${name}: ${words}`;
}

function writeThrottling(error: unknown, scene: AwsCallScene): string {
  return (
    `AWS throttled ${scene.action}${describePlace(scene)}${describeTries(error)} (${nameOf(error)}). ` +
    'The limit is shared with everything else that calls this API there. ' +
    'It is tried again later; if it persists, scan at a quieter time or with a lower --concurrency.'
  );
}

function writeDenial(error: unknown, scene: AwsCallScene): string {
  const { action, principalArn } = scene;
  return (
    `${principalArn ?? 'The caller'} may not call ${action}${describePlace(scene)} (${quoteAwsError(error)}). ` +
    'Usual causes: its policy does not allow the action, or a permissions boundary or service control policy denies it. ' +
    `Allow "${action}" on resource "*" to it ("credsweep roles iam-json" prints the whole policy), then scan again.`
  );
}

function writeExpiry(error: unknown, { action }: AwsCallScene): string {
  return (
    `The caller's AWS credentials have expired (${action}: ${nameOf(error)}). ` +
    'Renew them and start again: "aws sso login" for IAM Identity Center, otherwise get a new session token.'
  );
}

function writeRejection(error: unknown, { action }: AwsCallScene): string {
  // The words of a signature error repeat the signed request, so only the name of it is given.
  const name = nameOf(error);
  const quote = name.includes('Signature') ? name : quoteAwsError(error);
  const found = /could not load credentials/i.test(readAwsError(error).message)
    ? 'No AWS credentials were found.'
    : `AWS did not accept the caller's credentials at ${action} (${quote}).`;
  return (
    `${found} Sign in with "aws sso login", set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY ` +
    '(with AWS_SESSION_TOKEN for temporary ones); "aws sts get-caller-identity" must succeed. ' +
    'Check also that AWS_REGION lies in the partition of the credentials and that the clock of this machine is right.'
  );
}

function writeDisturbance(error: unknown, scene: AwsCallScene): string {
  const { action, endpoint } = scene;
  return (
    `AWS could not be reached or failed at ${action}${describePlace(scene)}${describeTries(error)} (${quoteAwsError(error)}). ` +
    'Usual causes: network, DNS, proxy or certificates of this machine, or a disturbance at AWS. ' +
    (endpoint === null ? '' : `The endpoint is set to ${endpoint}. `) +
    'It is tried again later; check the network if it persists.'
  );
}

function writeSurprise(error: unknown, scene: AwsCallScene): string {
  return (
    `AWS answered ${scene.action}${describePlace(scene)} with an error that credsweep does not expect (${quoteAwsError(error)}). ` +
    'If the words of AWS do not explain it, please report it.'
  );
}

function describePlace({ accountId }: AwsCallScene): string {
  return accountId === null ? '' : ` in account ${accountId}`;
}

function describeTries(error: unknown): string {
  const { attempts } = readAwsError(error);
  return attempts === null || attempts < 2 ? '' : ` after ${attempts} attempts`;
}

function nameOf(error: unknown): string {
  return readAwsError(error).names[0] ?? 'Error';
}

function describeDetails(error: unknown, scene: AwsCallScene): ErrorDetails {
  const { names, status, requestId, attempts } = readAwsError(error);
  const [service = '', action = ''] = scene.action.split(':');
  const details: Record<string, string | number | boolean | null> = { service, action };
  const known = {
    accountId: scene.accountId,
    principalArn: scene.principalArn,
    awsError: networkCodeOf(error) ?? names.at(-1) ?? null,
    httpStatus: status,
    requestId,
    attempts,
  };
  for (const [key, value] of Object.entries(known)) if (value !== null) details[key] = value;
  return details;
}

/** The SDK's errors carry the whole response, and with it perhaps credentials; the cause keeps name, words and stack. */
function withoutSecrets(error: unknown): Error {
  const { names, message } = readAwsError(error);
  const words = names.some((name) => name.includes('Signature')) ? '' : redactSecrets(message);
  const cause = new Error(words);
  cause.name = names[0] ?? 'Error';
  return cause;
}

const outcomes = {
  throttled: { code: 'throttled', write: writeThrottling },
  denied: { code: 'access_denied', write: writeDenial },
  credentials_expired: { code: 'credentials_expired', write: writeExpiry },
  credentials_invalid: { code: 'credentials_invalid', write: writeRejection },
  unavailable: { code: 'aws_unavailable', write: writeDisturbance },
  unexpected: { code: 'aws_unexpected', write: writeSurprise },
} as const satisfies Record<
  AwsErrorKind,
  { readonly code: ErrorCode; readonly write: (error: unknown, scene: AwsCallScene) => string }
>;
