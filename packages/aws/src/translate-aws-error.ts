import { CredsweepError, type ErrorCode, type ErrorDetails } from '@credsweep/core';
import {
  classifyAwsError,
  networkCodeOf,
  readAwsError,
  type AwsErrorKind,
} from './classify-aws-error.ts';
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
  const kind = classifyAwsError(error);
  return makeAwsError(codes[kind], writeMessage(kind, error, scene), error, scene);
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

function writeMessage(kind: AwsErrorKind, error: unknown, scene: AwsCallScene): string {
  const { action } = scene;
  const place = scene.accountId === null ? '' : ` in account ${scene.accountId}`;
  const { attempts, names } = readAwsError(error);
  const tries = attempts === null || attempts < 2 ? '' : ` after ${attempts} attempts`;
  const name = names[0] ?? 'Error';
  switch (kind) {
    case 'throttled':
      return (
        `AWS throttled ${action}${place}${tries} (${name}). The limit is shared with everything else that calls this API there. ` +
        'It is tried again later; if it persists, scan at a quieter time or with a lower --concurrency.'
      );
    case 'denied':
      return writeDenial(error, scene, place);
    case 'credentials_expired':
      return (
        `The caller's AWS credentials have expired (${action}: ${name}). ` +
        'Renew them and start again: "aws sso login" for IAM Identity Center, otherwise get a new session token.'
      );
    case 'credentials_invalid':
      return writeRejection(error, action, name);
    case 'unavailable':
      return (
        `AWS could not be reached or failed at ${action}${place}${tries} (${quoteAwsError(error)}). ` +
        `Usual causes: network, DNS, proxy or certificates of this machine, or a disturbance at AWS. ` +
        (scene.endpoint === null ? '' : `The endpoint is set to ${scene.endpoint}. `) +
        'It is tried again later; check the network if it persists.'
      );
    case 'unexpected':
      return (
        `AWS answered ${action}${place} with an error that credsweep does not expect (${quoteAwsError(error)}). ` +
        'If the words of AWS do not explain it, please report it.'
      );
  }
}

function writeDenial(
  error: unknown,
  { action, principalArn }: AwsCallScene,
  place: string,
): string {
  const principal = principalArn ?? 'The caller';
  return (
    `${principal} may not call ${action}${place} (${quoteAwsError(error)}). ` +
    'Usual causes: its policy does not allow the action, or a permissions boundary or service control policy denies it. ' +
    `Allow "${action}" on resource "*" to it ("credsweep roles" prints the whole policy), then scan again.`
  );
}

function writeRejection(error: unknown, action: string, name: string): string {
  const found = /could not load credentials/i.test(readAwsError(error).message)
    ? 'No AWS credentials were found.'
    : `AWS did not accept the caller's credentials at ${action} (${quoteName(error, name)}).`;
  return (
    `${found} Sign in with "aws sso login", set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY ` +
    '(with AWS_SESSION_TOKEN for temporary ones); "aws sts get-caller-identity" must succeed. ' +
    'Check also that AWS_REGION lies in the partition of the credentials and that the clock of this machine is right.'
  );
}

/** The words of a signature error repeat the signed request, so only the name of it is given. */
function quoteName(error: unknown, name: string): string {
  return /Signature/.test(name) ? name : quoteAwsError(error);
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

const codes = {
  throttled: 'throttled',
  denied: 'access_denied',
  credentials_expired: 'credentials_expired',
  credentials_invalid: 'credentials_invalid',
  unavailable: 'aws_unavailable',
  unexpected: 'aws_unexpected',
} as const satisfies Record<AwsErrorKind, ErrorCode>;
