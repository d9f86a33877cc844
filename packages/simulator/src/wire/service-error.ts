/** The AWS services the simulator speaks for. */
export type Service = 'iam' | 'sts' | 'organizations';

/** An error a service answers with: its wire code, HTTP status and message. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly status: number;
  /** Machine-readable detail of Organizations' InvalidInputException. */
  readonly reason: string | undefined;

  constructor(code: string, status: number, message: string, reason?: string) {
    super(message);
    this.code = code;
    this.status = status;
    this.reason = reason;
  }
}

/** "Too fast", in the service's own words; SDKs retry all of them. */
export function throttlingError(service: Service): ServiceError {
  return service === 'organizations'
    ? new ServiceError('TooManyRequestsException', 400, 'Too Many Requests')
    : new ServiceError('Throttling', 400, 'Rate exceeded');
}

/** A denial; AWS gives the same code whatever the cause. */
export function accessDeniedError(service: Service, message: string): ServiceError {
  return service === 'organizations'
    ? new ServiceError('AccessDeniedException', 400, message)
    : new ServiceError('AccessDenied', 403, message);
}

/** The signing key id is not known, or its session token does not belong to it. */
export function unknownCredentialsError(service: Service): ServiceError {
  const message = 'The security token included in the request is invalid.';
  return service === 'organizations'
    ? new ServiceError('UnrecognizedClientException', 400, message)
    : new ServiceError('InvalidClientTokenId', 403, message);
}

/** The temporary credentials are past their expiration. */
export function expiredCredentialsError(service: Service): ServiceError {
  const message = 'The security token included in the request is expired';
  return service === 'organizations'
    ? new ServiceError('ExpiredTokenException', 400, message)
    : new ServiceError('ExpiredToken', 403, message);
}

/** The request is not signed with the secret of its key. */
export function wrongSignatureError(service: Service, message = wrongSignature): ServiceError {
  return service === 'organizations'
    ? new ServiceError('InvalidSignatureException', 400, message)
    : new ServiceError('SignatureDoesNotMatch', 403, message);
}

/** The request carries no signature. */
export function missingAuthenticationError(service: Service): ServiceError {
  return service === 'organizations'
    ? new ServiceError('MissingAuthenticationTokenException', 400, 'Missing Authentication Token')
    : new ServiceError(
        'MissingAuthenticationToken',
        403,
        'Request is missing Authentication Token',
      );
}

/** A parameter of a query-protocol call breaks a constraint of its model. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', 400, message);
}

/** The entity named in an IAM call does not exist. */
export function noSuchEntityError(message: string): ServiceError {
  return new ServiceError('NoSuchEntity', 404, message);
}

/** A parameter of an Organizations call breaks a constraint; `reason` is from the API's list. */
export function invalidInputError(reason: string, message: string): ServiceError {
  return new ServiceError('InvalidInputException', 400, message, reason);
}

const wrongSignature =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
