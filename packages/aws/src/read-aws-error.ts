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
  const metadata = readField(error, '$metadata');
  const names = [
    readField(error, 'name'),
    readField(error, 'Code'),
    readField(readField(error, 'Error'), 'Code'),
  ];
  return {
    names: names.filter(isText),
    message: readText(error, 'message') ?? '',
    status: readNumber(metadata, 'httpStatusCode'),
    requestId: readText(metadata, 'requestId'),
    attempts: readNumber(metadata, 'attempts'),
    code: readText(error, 'code'),
    cause: readField(error, 'cause'),
  };
}

function readField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function readText(value: unknown, name: string): string | null {
  const field = readField(value, name);
  return isText(field) ? field : null;
}

function readNumber(value: unknown, name: string): number | null {
  const field = readField(value, name);
  return typeof field === 'number' ? field : null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
