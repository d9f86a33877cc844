import { validationError, type ServiceError } from '../wire/service-error.ts';

/** The parameters of AssumeRole that the simulator acts on, checked. */
export type AssumeRoleInput = {
  readonly roleArn: string;
  /** Taken from the role's ARN. */
  readonly accountId: string;
  readonly roleSessionName: string;
  readonly durationSeconds: number;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly policy: string | undefined;
};

/** Reads the parameters; throws `ValidationError` where the model of STS 2011-06-15 is broken. */
export function readAssumeRoleInput(parameters: URLSearchParams): AssumeRoleInput {
  if (parameters.has('PolicyArns.member.1.arn')) {
    throw validationError('The simulator has no managed policies: PolicyArns cannot be used.');
  }
  const roleArn = readRequired(parameters, 'RoleArn');
  const accountId = readRoleAccount(roleArn);
  if (accountId === undefined) throw validationError(`${roleArn} is invalid`);
  return {
    roleArn,
    accountId,
    roleSessionName:
      readName(parameters, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/) ?? missing('RoleSessionName'),
    durationSeconds: readDuration(parameters),
    externalId: readName(parameters, 'ExternalId', /^[\w+=,.@:/-]{2,1224}$/),
    sourceIdentity: readName(parameters, 'SourceIdentity', /^(?!aws:)[\w+=,.@-]{2,64}$/),
    policy: parameters.get('Policy') ?? undefined,
  };
}

/** The account in a role's ARN; undefined if it is not the ARN of a role. */
export function readRoleAccount(arn: string): string | undefined {
  return /^arn:[\w-]+:iam::(\d{12}):role\/[\u0021-\u007e]+$/.exec(arn)?.[1];
}

function readDuration(parameters: URLSearchParams): number {
  const text = parameters.get('DurationSeconds') ?? '3600';
  const seconds = Number(text);
  if (!Number.isInteger(seconds))
    throw constraint('durationSeconds', text, 'Member must be an integer');
  if (seconds < 900) {
    throw constraint(
      'durationSeconds',
      text,
      'Member must have value greater than or equal to 900',
    );
  }
  if (seconds > 43_200) {
    throw constraint('durationSeconds', text, 'Member must have value less than or equal to 43200');
  }
  return seconds;
}

function readName(parameters: URLSearchParams, name: string, form: RegExp): string | undefined {
  const value = parameters.get(name);
  if (value === null) return undefined;
  if (form.test(value)) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw constraint(member, value, `Member must satisfy regular expression pattern: ${form.source}`);
}

function readRequired(parameters: URLSearchParams, name: string): string {
  return parameters.get(name) ?? missing(name);
}

function missing(name: string): never {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

function constraint(member: string, value: string, rule: string): ServiceError {
  return validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}
