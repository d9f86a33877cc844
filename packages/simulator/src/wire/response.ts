import type { Service, ServiceError } from './service-error.ts';
import { xmlElement, xmlText } from './xml.ts';

/** An answer, ready to be written. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** The answer of a query-protocol operation; `result` is the XML inside its `...Result` element. */
export function renderQueryResult(
  service: 'iam' | 'sts',
  action: string,
  result: string,
  requestId: string,
): HttpResponse {
  const body =
    `<${action}Response xmlns="${namespaces[service]}">` +
    xmlElement(`${action}Result`, result) +
    xmlElement('ResponseMetadata', xmlText('RequestId', requestId)) +
    `</${action}Response>`;
  return { status: 200, headers: xmlHeaders(requestId), body };
}

/** The answer of a JSON-protocol operation. */
export function renderJsonResult(output: unknown, requestId: string): HttpResponse {
  return { status: 200, headers: jsonHeaders(requestId), body: JSON.stringify(output) };
}

/** An error in the form of the service's protocol. */
export function renderError(
  service: Service,
  error: ServiceError,
  requestId: string,
): HttpResponse {
  if (service === 'organizations') {
    const body = { __type: error.code, Message: error.message, Reason: error.reason };
    return { status: error.status, headers: jsonHeaders(requestId), body: JSON.stringify(body) };
  }
  const body =
    `<ErrorResponse xmlns="${namespaces[service]}">` +
    xmlElement(
      'Error',
      xmlText('Type', error.status >= 500 ? 'Receiver' : 'Sender'),
      xmlText('Code', error.code),
      xmlText('Message', error.message),
    ) +
    xmlText('RequestId', requestId) +
    '</ErrorResponse>';
  return { status: error.status, headers: xmlHeaders(requestId), body };
}

function xmlHeaders(requestId: string): Readonly<Record<string, string>> {
  return { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
}

function jsonHeaders(requestId: string): Readonly<Record<string, string>> {
  return { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId };
}

const namespaces = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;
