import { readAwsError } from './read-aws-error.ts';

/** What a failure of a call to AWS means, whatever the service calls it. */
export type AwsErrorKind =
  | 'throttled'
  | 'denied'
  | 'credentials_expired'
  | 'credentials_invalid'
  | 'unavailable'
  | 'unexpected';

/** Tells what a failure means from its names, its HTTP status and its network code, never from its message alone. */
export function classifyAwsError(error: unknown): AwsErrorKind {
  const { status } = readAwsError(error);
  if (hasAwsErrorName(error, throttlingNames) || status === 429) return 'throttled';
  if (hasAwsErrorName(error, deniedNames)) return 'denied';
  if (hasAwsErrorName(error, expiredNames)) return 'credentials_expired';
  if (hasAwsErrorName(error, providerNames)) return classifyProviderError(error);
  if (hasAwsErrorName(error, invalidNames)) return 'credentials_invalid';
  if (
    hasAwsErrorName(error, unavailableNames) ||
    (status ?? 0) >= 500 ||
    networkCodeOf(error) !== null
  ) {
    return 'unavailable';
  }
  return 'unexpected';
}

/** Whether an error goes by one of these names, as SDK class (`name`) or as wire code (`Code`). */
export function hasAwsErrorName(error: unknown, names: ReadonlySet<string>): boolean {
  return readAwsError(error).names.some((name) => names.has(name));
}

/** The network error behind a failure, such as `ECONNRESET`, be it in the middle of a good answer; else null. */
export function networkCodeOf(error: unknown): string | null {
  const { status, code, cause } = readAwsError(error);
  if (status !== null && status >= 300) return null;
  if (code !== null && /^(E[A-Z_]+|CERT_\w+|UNABLE_TO_\w+|\w+_CERT(_\w+)?)$/.test(code))
    return code;
  return cause === undefined ? null : networkCodeOf(cause);
}

/** A provider only says in words that an SSO session or a token has expired. */
function classifyProviderError(error: unknown): AwsErrorKind {
  return /expired/i.test(readAwsError(error).message)
    ? 'credentials_expired'
    : 'credentials_invalid';
}

/** The SDK's own list, and the wire codes of IAM that it knows only by class. */
const throttlingNames: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceeded',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

const deniedNames: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
]);

const expiredNames: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException']);

const providerNames: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ProviderError',
  'TokenProviderError',
  'UnauthorizedException',
]);

const invalidNames: ReadonlySet<string> = new Set([
  'AuthFailure',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'OptInRequired',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const unavailableNames: ReadonlySet<string> = new Set([
  'InternalError',
  'InternalFailure',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceException',
  'ServiceFailure',
  'ServiceFailureException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
]);
