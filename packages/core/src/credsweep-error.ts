import { errorCatalogue, type ErrorCode } from './error-catalogue.ts';

/** Facts about a failure that a machine may read; never a secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error that credsweep throws on purpose.
 *
 * Its `code` is stable and documented in `docs/errors.md`; its `message` says what failed and where,
 * the usual cause, and what to do next.
 */
export class CredsweepError extends Error {
  override readonly name = 'CredsweepError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly details?: ErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** Whether the same work, done again later, may succeed. */
  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }
}

/** Gives any thrown value as a `CredsweepError`, so that every outcome has a code. */
export function toCredsweepError(thrown: unknown): CredsweepError {
  if (thrown instanceof CredsweepError) return thrown;
  const message =
    thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown);
  return new CredsweepError(
    'internal_error',
    `Unexpected failure: ${message}. This is a fault of credsweep; please report it.`,
    {
      cause: thrown,
    },
  );
}
