import type { AlertMessage } from '@credsweep/core';
import { toAlertEvent, writeAlertEvent } from '../alert-event.ts';
import { describeMessage, findWorstSeverity } from '../describe-message.ts';
import { shorten } from '../one-line.ts';
import { renderFitting } from '../render-fitting.ts';
import { renderText } from '../render-text.ts';

/** What is published to a topic. */
export type SnsMessage = {
  readonly subject: string;
  readonly body: string;
  /** `json`: the body has a text for each protocol. */
  readonly messageStructure: 'json' | null;
  /** For filter policies of subscriptions. */
  readonly attributes: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue: string }>
  >;
};

/**
 * Renders a message for a topic: JSON for programs; for people who subscribed by mail or phone, text. A FIFO topic has
 * programs only.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html for the limits: 256 kB, a subject of under 100
 *   characters of ASCII
 */
export function renderSnsMessage(message: AlertMessage, isFifo: boolean): SnsMessage {
  return {
    subject: renderSubject(message),
    body: isFifo ? writeAlertEvent(message, maxBytes) : renderForEach(message),
    messageStructure: isFifo ? null : 'json',
    attributes: renderAttributes(message),
  };
}

function renderSubject(message: AlertMessage): string {
  const { headline, severities } = describeMessage(message);
  const subject = `credsweep: ${headline}${severities === '' ? '' : ` (${severities})`}`;
  return shorten(subject.replaceAll(/[^\x20-\x7e]/g, '?'), maxSubjectLength).replace('…', '.');
}

function renderForEach(message: AlertMessage): string {
  const { headline } = describeMessage(message);
  return renderFitting(
    message.findings.length,
    (count) =>
      JSON.stringify({
        default: JSON.stringify(toAlertEvent(message, count)),
        email: renderText(message, Math.min(count, maxTextFindings)),
        sms: shorten(`credsweep: ${headline}`, maxSmsLength),
      }),
    (body) => Buffer.byteLength(body) <= maxBytes,
  );
}

function renderAttributes(message: AlertMessage): SnsMessage['attributes'] {
  const worst = findWorstSeverity(message.counts);
  const texts = {
    messageId: message.messageId,
    kind: message.kind,
    organization: message.organizationId,
    ...(worst === null ? {} : { severity: worst }),
  };
  return {
    ...Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [
        name,
        { DataType: 'String', StringValue: text },
      ]),
    ),
    findings: { DataType: 'Number', StringValue: String(message.counts.findings) },
  };
}

const maxSubjectLength = 99;
/** Leaves room for the attributes, and for the envelope that SNS puts around a message for a queue. */
const maxBytes = 200_000;
const maxTextFindings = 50;
const maxSmsLength = 140;
