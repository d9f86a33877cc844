import type { QueryCall } from '../wire/api-call.ts';
import { unknownOperation } from '../wire/api-call.ts';
import { authorizeAction } from '../wire/authorize.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import type { StsRequest } from './sts-request.ts';

/** Performs an STS call and returns the XML of its result. */
export function performStsCall(call: QueryCall, request: StsRequest): string {
  switch (call.action) {
    case 'GetCallerIdentity':
      return getCallerIdentity(request);
    case 'AssumeRole':
      authorizeAction(request.organization, request.caller, {
        service: 'sts',
        action: 'sts:AssumeRole',
        readResource: () => call.parameters.get('RoleArn') ?? '*',
      });
      return assumeRole(request);
    default:
      throw unknownOperation(call.action, '2011-06-15');
  }
}
