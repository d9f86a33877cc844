import { listUsers } from '../world/account-users.ts';
import type { SimulatedAccessKey } from '../world/simulated-user.ts';
import { noSuchEntityError, validationError } from '../wire/service-error.ts';
import { xmlElement, xmlList, xmlText } from '../wire/xml.ts';
import type { IamRequest } from './iam-request.ts';
import { pageItems } from './page-items.ts';
import { trackingStart } from './render-credential-report.ts';
import { readRequestedUser } from './requested-user.ts';

/** ListAccessKeys of one user, by key id. */
export function listAccessKeys(request: IamRequest): string {
  const user = readRequestedUser(request);
  const keys = user.keys.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const page = pageItems(keys, request.parameters, (key) => key.id);
  const members = page.items.map(
    (key) =>
      xmlText('UserName', user.name) +
      xmlText('AccessKeyId', key.id) +
      xmlText('Status', key.status) +
      xmlText('CreateDate', key.createdAt),
  );
  return xmlList('AccessKeyMetadata', members) + page.pagingXml;
}

/** GetAccessKeyLastUsed: a key never used has no date, and `N/A` for service and region. */
export function getAccessKeyLastUsed(request: IamRequest): string {
  const keyId = request.parameters.get('AccessKeyId') ?? '';
  if (!/^\w{16,128}$/.test(keyId)) {
    throw validationError('The specified value for accessKeyId is invalid.');
  }
  const { userName, key } = findKey(request, keyId);
  const lastUsed =
    key.lastUsed !== undefined && key.lastUsed.at >= trackingStart.accessKey
      ? key.lastUsed
      : undefined;
  return [
    xmlText('UserName', userName),
    xmlElement(
      'AccessKeyLastUsed',
      xmlText('LastUsedDate', lastUsed?.at),
      xmlText('Region', lastUsed?.region ?? 'N/A'),
      xmlText('ServiceName', lastUsed?.service ?? 'N/A'),
    ),
  ].join('');
}

function findKey(
  { account }: IamRequest,
  keyId: string,
): { readonly userName: string; readonly key: SimulatedAccessKey } {
  for (const user of listUsers(account)) {
    const key = user.keys.find((candidate) => candidate.id === keyId);
    if (key !== undefined) return { userName: user.name, key };
  }
  throw noSuchEntityError(`The Access Key with id ${keyId} cannot be found.`);
}
