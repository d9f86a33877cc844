import { xmlText } from '../wire/xml.ts';
import type { StsRequest } from './sts-request.ts';

/** GetCallerIdentity: who signed the request; needs no permission. */
export function getCallerIdentity({ caller }: StsRequest): string {
  return [
    xmlText('Arn', caller.arn),
    xmlText('UserId', caller.userId),
    xmlText('Account', caller.accountId),
  ].join('');
}
