import { performIamCall } from '../iam/perform-iam-call.ts';
import type { ReportTiming } from '../iam/report-timing.ts';
import { performOrganizationsCall } from '../organizations/perform-organizations-call.ts';
import { performStsCall } from '../sts/perform-sts-call.ts';
import type { ApiCall } from './api-call.ts';
import type { CredentialSources } from './authenticate.ts';
import type { Caller } from './caller.ts';
import { renderJsonResult, renderQueryResult, type HttpResponse } from './response.ts';
import { unknownCredentialsError } from './service-error.ts';

/** What performing calls needs to know besides the call. */
export type CallContext = CredentialSources & { readonly reportTiming: ReportTiming };

/** Performs a call for its caller and renders the result; throws ServiceErrors. */
export function performCall(
  context: CallContext,
  caller: Caller,
  call: ApiCall,
  requestId: string,
): HttpResponse {
  const { organization, sessions, now, reportTiming } = context;
  if (call.service === 'organizations') {
    const output = performOrganizationsCall(call, { organization, caller, input: call.input });
    return renderJsonResult(output, requestId);
  }
  const { service, action, parameters } = call;
  if (service === 'sts') {
    const result = performStsCall(call, { organization, caller, parameters, sessions, now });
    return renderQueryResult(service, action, result, requestId);
  }
  const account = organization.accounts.get(caller.accountId);
  if (account === undefined) throw unknownCredentialsError(service);
  const result = performIamCall(call, {
    organization,
    account,
    caller,
    parameters,
    reportTiming,
    now,
  });
  return renderQueryResult(service, action, result, requestId);
}
