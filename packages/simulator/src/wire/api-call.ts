import { readHeader, type HttpRequest } from './http-request.ts';
import { ServiceError, type Service } from './service-error.ts';

/** A call of an AWS operation, taken out of its protocol. */
export type ApiCall = QueryCall | JsonCall;

/** A call of the query protocol (IAM, STS): form parameters in, XML out. */
export type QueryCall = {
  readonly service: 'iam' | 'sts';
  readonly action: string;
  readonly parameters: URLSearchParams;
};

/** A call of the JSON 1.1 protocol (Organizations). */
export type JsonCall = {
  readonly service: 'organizations';
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
};

/**
 * Tells which operation of which service a request calls: by its target header, or by action and version.
 * Throws a ServiceError if it is none of the three services.
 */
export function readApiCall(request: HttpRequest): ApiCall {
  const target = readHeader(request, 'x-amz-target');
  if (target !== undefined) return readJsonCall(target, request.body);
  const parameters = new URLSearchParams(
    request.method === 'POST' ? request.body.toString('utf8') : request.query,
  );
  const action = parameters.get('Action');
  const service = serviceOfVersion.get(parameters.get('Version') ?? '');
  if (action === null) throw new ServiceError('MissingAction', 400, 'Missing Action');
  if (service === undefined || !actionForm.test(action))
    throw unknownOperation(action, parameters.get('Version') ?? '');
  return { service, action, parameters };
}

/** The call's name as IAM policies write it, such as `iam:ListUsers`. */
export function qualifiedAction(call: ApiCall): string {
  return `${call.service}:${call.action}`;
}

/** The service a request means even if its call cannot be understood; decides the form of errors. */
export function guessService(request: HttpRequest): Service {
  if (readHeader(request, 'x-amz-target') !== undefined) return 'organizations';
  return request.body.includes('Version=2011-06-15') ? 'sts' : 'iam';
}

/** The answer to an operation that does not exist, or is not simulated. */
export function unknownOperation(action: string, version: string): ServiceError {
  return new ServiceError(
    'InvalidAction',
    400,
    `Could not find operation ${action} for version ${version || 'NO_VERSION_SPECIFIED'}`,
  );
}

function readJsonCall(target: string, body: Buffer): JsonCall {
  const [prefix, action] = target.split('.');
  if (prefix !== organizationsTarget || action === undefined || !actionForm.test(action)) {
    throw new ServiceError('UnknownOperationException', 400, `Unknown operation ${target}`);
  }
  return { service: 'organizations', action, input: parseInput(body.toString('utf8')) };
}

function parseInput(text: string): Readonly<Record<string, unknown>> {
  try {
    const input: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
      return input as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Falls through to the answer AWS gives to any body that is no JSON object.
  }
  throw new ServiceError('SerializationException', 400, 'The request body is not a JSON object.');
}

const actionForm = /^[A-Za-z]{1,64}$/;

const organizationsTarget = 'AWSOrganizationsV20161128';

const serviceOfVersion: ReadonlyMap<string, 'iam' | 'sts'> = new Map([
  ['2010-05-08', 'iam'],
  ['2011-06-15', 'sts'],
]);
