import { CredsweepError, type ErrorCode } from '@credsweep/core';

/** The two ways in which the embedded server can fail its user. */
export type EmbeddedPostgresErrorCode = Extract<ErrorCode, `embedded_postgres_${string}`>;

/** What an error of the embedded server says: what failed and where, the usual cause, what to do next. */
export type FailureText = {
  readonly failed: string;
  readonly usualCause: string;
  readonly next: string;
  /** The last lines of a log, or what a program said. */
  readonly evidence?: string;
};

/** The embedded PostgreSQL server cannot be had, or its data cannot be used; the data is never touched by this. */
export class EmbeddedPostgresError extends CredsweepError {
  declare readonly code: EmbeddedPostgresErrorCode;

  constructor(
    code: EmbeddedPostgresErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(code, message, options);
  }
}

/** Gives the error for a server that cannot be started or reached. */
export function unavailable(text: FailureText, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded_postgres_unavailable', joinText(text), { cause });
}

/** Gives the error for data of another major version, or damaged data. */
export function dataIncompatible(text: FailureText, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded_postgres_data_incompatible', joinText(text), {
    cause,
  });
}

/** Gives any thrown value as an error of the embedded server. */
export function toEmbeddedPostgresError(thrown: unknown, folder: string): EmbeddedPostgresError {
  if (thrown instanceof EmbeddedPostgresError) return thrown;
  return unavailable(
    {
      failed: `The embedded PostgreSQL server of ${folder} failed: ${describeThrown(thrown)}.`,
      usualCause: 'Usual cause: a folder that cannot be written, or a full disk.',
      next: 'Check the folder and its free space, or set DATABASE_URL to use a PostgreSQL server of your own.',
    },
    thrown,
  );
}

/** Gives the message of a thrown value. */
export function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function joinText({ failed, usualCause, next, evidence }: FailureText): string {
  const text = `${failed} ${usualCause} ${next}`;
  return evidence === undefined || evidence === '' ? text : `${text}\n${evidence}`;
}
