import { unknownOperation, type QueryCall } from '../wire/api-call.ts';
import { authorizeAction } from '../wire/authorize.ts';
import { findUser } from '../world/account-users.ts';
import { iamArn, userArn } from '../world/arns.ts';
import { getAccessKeyLastUsed, listAccessKeys } from './access-keys.ts';
import { getAccountSummary, listAccountAliases } from './account-facts.ts';
import { generateCredentialReport } from './generate-credential-report.ts';
import { getCredentialReport } from './get-credential-report.ts';
import type { IamRequest } from './iam-request.ts';
import { getLoginProfile, getUserOfAccount, listUsersOfAccount, listUserTags } from './users.ts';

/** Performs an IAM call and returns the XML of its result. */
export function performIamCall(call: QueryCall, request: IamRequest): string {
  const operation = operations.get(call.action);
  if (operation === undefined) throw unknownOperation(call.action, '2010-05-08');
  authorizeAction(request.organization, request.caller, {
    service: 'iam',
    action: `iam:${call.action}`,
    readResource: () => describeResource(call.action, request),
  });
  return operation(request);
}

function describeResource(action: string, request: IamRequest): string {
  const { organization, account, caller, parameters } = request;
  if (action === 'ListUsers') return iamArn(organization, account.id, 'user/');
  const name = parameters.get('UserName') ?? caller.userName;
  if (!userOperations.has(action) || name === undefined) return '*';
  return userArn(organization, account, findUser(account, name) ?? { name, path: '/' });
}

const operations: ReadonlyMap<string, (request: IamRequest) => string> = new Map([
  ['GenerateCredentialReport', generateCredentialReport],
  ['GetCredentialReport', getCredentialReport],
  ['ListUsers', listUsersOfAccount],
  ['GetUser', getUserOfAccount],
  ['ListAccessKeys', listAccessKeys],
  ['GetAccessKeyLastUsed', getAccessKeyLastUsed],
  ['ListUserTags', listUserTags],
  ['GetAccountSummary', getAccountSummary],
  ['ListAccountAliases', listAccountAliases],
  ['GetLoginProfile', getLoginProfile],
]);

const userOperations: ReadonlySet<string> = new Set([
  'GetUser',
  'ListAccessKeys',
  'ListUserTags',
  'GetLoginProfile',
]);
