import { userIdOf } from '../world/account-users.ts';
import { userArn } from '../world/arns.ts';
import type { SimulatedUser } from '../world/simulated-user.ts';
import { xmlElement, xmlText } from '../wire/xml.ts';
import type { IamRequest } from './iam-request.ts';
import { trackingStart } from './render-credential-report.ts';

/** The fields ListUsers and GetUser share; lists never carry tags. */
export function renderUser({ organization, account }: IamRequest, user: SimulatedUser): string {
  const lastUsed = user.passwordLastUsedAt;
  return [
    xmlText('Path', user.path),
    xmlText('UserName', user.name),
    xmlText('UserId', userIdOf(account, user)),
    xmlText('Arn', userArn(organization, account, user)),
    xmlText('CreateDate', user.createdAt),
    xmlText(
      'PasswordLastUsed',
      lastUsed !== undefined && lastUsed >= trackingStart.password ? lastUsed : undefined,
    ),
  ].join('');
}

/** The members of a list of tags. */
export function renderTags(tags: readonly (readonly [string, string])[]): string[] {
  return tags.map(([key, value]) => xmlText('Key', key) + xmlText('Value', value));
}

/** A user as an element of its own, tags included. */
export function renderUserWithTags(request: IamRequest, user: SimulatedUser): string {
  const tags = renderTags(Object.entries(user.tags)).map((tag) => xmlElement('member', tag));
  const tagsXml = tags.length === 0 ? '' : xmlElement('Tags', ...tags);
  return xmlElement('User', renderUser(request, user), tagsXml);
}
