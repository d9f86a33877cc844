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

/** What the SDK tells of a failure, read with care, since anything can be thrown. */
export type AwsErrorFacts = {
  readonly names: readonly string[];
  readonly message: string;
  readonly status: number | null;
  readonly requestId: string | null;
  /** Attempts on the wire for this one call. */
  readonly attempts: number | null;
  readonly code: string | null;
  readonly cause: unknown;
};

/** Reads the facts of a failure. */
export function readAwsError(error: unknown): AwsErrorFacts {
  const fields = readObject(error);
  const metadata = readObject(fields['$metadata']);
  return {
    names: [fields['name'], fields['Code'], readObject(fields['Error'])['Code']].filter(isText),
    message: isText(fields['message']) ? fields['message'] : '',
    status: readNumber(metadata['httpStatusCode']),
    requestId: isText(metadata['requestId']) ? metadata['requestId'] : null,
    attempts: readNumber(metadata['attempts']),
    code: isText(fields['code']) ? fields['code'] : null,
    cause: fields['cause'],
  };
}

/** A provider only says in words that an SSO session or a token has expired. */
function classifyProviderError(error: unknown): AwsErrorKind {
  return /expired/i.test(readAwsError(error).message)
    ? 'credentials_expired'
    : 'credentials_invalid';
}

function readObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
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
