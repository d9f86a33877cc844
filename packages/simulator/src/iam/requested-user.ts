import { findUser } from '../world/account-users.ts';
import type { SimulatedUser } from '../world/simulated-user.ts';
import { noSuchEntityError, validationError } from '../wire/service-error.ts';
import type { IamRequest } from './iam-request.ts';

/** The user a call is about: the one it names, or else the caller; throws IAM's errors. */
export function readRequestedUser(request: IamRequest): SimulatedUser {
  const name = request.parameters.get('UserName') ?? request.caller.userName;
  if (name === undefined) {
    throw validationError('Must specify userName when calling with non-User credentials');
  }
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
    throw validationError('The specified value for userName is invalid.');
  }
  const user = findUser(request.account, name);
  if (user === undefined) throw noSuchEntityError(`The user with name ${name} cannot be found.`);
  return user;
}
