import { listUsers } from '../world/account-users.ts';
import { noSuchEntityError } from '../wire/service-error.ts';
import { xmlElement, xmlList, xmlText } from '../wire/xml.ts';
import type { IamRequest } from './iam-request.ts';
import { pageItems } from './page-items.ts';
import { readRequestedUser } from './requested-user.ts';
import { renderTags, renderUser, renderUserWithTags } from './user-xml.ts';

/** ListUsers, by name, under a path prefix if one is given. */
export function listUsersOfAccount(request: IamRequest): string {
  const prefix = request.parameters.get('PathPrefix') ?? '/';
  const users = listUsers(request.account).filter((user) => user.path.startsWith(prefix));
  const page = pageItems(users, request.parameters, (user) => user.name.toLowerCase());
  const members = page.items.map((user) => renderUser(request, user));
  return xmlList('Users', members) + page.pagingXml;
}

/** GetUser. */
export function getUserOfAccount(request: IamRequest): string {
  return renderUserWithTags(request, readRequestedUser(request));
}

/** ListUserTags. */
export function listUserTags(request: IamRequest): string {
  const user = readRequestedUser(request);
  const tags = Object.entries(user.tags).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const page = pageItems(tags, request.parameters, ([key]) => key);
  return xmlList('Tags', renderTags(page.items)) + page.pagingXml;
}

/** GetLoginProfile: exists while the user has a password. */
export function getLoginProfile(request: IamRequest): string {
  const user = readRequestedUser(request);
  if (!user.passwordEnabled) {
    throw noSuchEntityError(`Login Profile for User ${user.name} cannot be found.`);
  }
  return xmlElement(
    'LoginProfile',
    xmlText('UserName', user.name),
    xmlText('CreateDate', user.createdAt),
    xmlText('PasswordResetRequired', false),
  );
}
