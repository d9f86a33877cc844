import { errorCatalogue, type CredsweepError, type ErrorCode } from '@credsweep/core';

/** A failure as RFC 9457 has it, with the stable code of credsweep. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: ProblemStatus;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
};

/** Statuses of HTTP that problems have. */
type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 413 | 414 | 415 | 429 | 500 | 503;

/**
 * Tells a failure to whoever asked. What went wrong inside the service is told by its code only: the log has the rest
 * under the same request id.
 */
export function toProblem({ code, message, details }: CredsweepError, requestId: string): Problem {
  const status = toStatus(code, details['status']);
  return {
    type: `urn:credsweep:error:${code}`,
    title: titles[status],
    status,
    detail:
      status < 500
        ? message
        : `${insideWords(status)} The log of the service has the reason under request ${requestId}.`,
    code,
    requestId,
  };
}

function toStatus(code: ErrorCode, given: unknown): ProblemStatus {
  if (typeof given === 'number' && isProblemStatus(given)) return given;
  const own: Partial<Record<ErrorCode, ProblemStatus>> = statuses;
  return own[code] ?? (errorCatalogue[code].retryable ? 503 : 500);
}

function isProblemStatus(status: number): status is ProblemStatus {
  return Object.hasOwn(titles, status);
}

function insideWords(status: ProblemStatus): string {
  return status === 503
    ? 'The service cannot answer for now; try again in a moment.'
    : 'Something went wrong in the service.';
}

const statuses = {
  request_invalid: 400,
  usage_invalid: 400,
  login_required: 401,
  role_insufficient: 403,
  request_refused: 403,
  page_not_found: 404,
  account_not_found: 404,
  scan_not_found: 404,
  finding_not_found: 404,
  scan_pruned: 404,
  scan_not_cancellable: 409,
  scan_in_progress: 409,
  requests_too_many: 429,
  internal_error: 500,
} as const satisfies Partial<Record<ErrorCode, ProblemStatus>>;

const titles = {
  400: 'Bad request',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible now',
  413: 'Too large',
  414: 'Address too long',
  415: 'Type of content not understood',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
} as const satisfies Record<ProblemStatus, string>;
