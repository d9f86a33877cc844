import type { AlertMessage } from '@credsweep/core';
import { domainToASCII } from 'node:url';
import { describeMessage } from '../describe-message.ts';
import { shorten } from '../one-line.ts';
import { renderFitting } from '../render-fitting.ts';
import { renderText } from '../render-text.ts';
import { renderEmailHtml } from './render-email-html.ts';

/** A mail, as nodemailer takes it. */
export type Email = {
  readonly from: string;
  readonly to: string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly list: { readonly id: { readonly url: string; readonly comment: string } };
  readonly headers: Record<string, string>;
};

/** Renders a message as a mail, with as many findings as Gmail shows: it cuts off HTML of over 102 kB. */
export function renderEmail(
  message: AlertMessage,
  { from, to }: { readonly from: string; readonly to: readonly string[] },
): Email {
  const { headline, severities } = describeMessage(message);
  const domain = domainToASCII(/@([^\s@>]+)>?$/.exec(from)?.[1] ?? '') || 'credsweep.invalid';
  const bodies = renderFitting(
    Math.min(message.findings.length, maxFindings),
    (count) => ({ text: renderText(message, count), html: renderEmailHtml(message, count) }),
    ({ html }) => Buffer.byteLength(html) <= maxHtmlBytes,
  );
  return {
    from,
    to: [...to],
    subject: shorten(
      `[credsweep] ${headline}${severities === '' ? '' : ` (${severities})`}`,
      maxSubjectLength,
    ),
    ...bodies,
    messageId: `<${message.messageId}@${domain}>`,
    date: message.createdAt,
    list: { id: { url: `alerts.credsweep.${domain}`, comment: 'credsweep alerts' } },
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Credsweep-Kind': message.kind,
    },
  };
}

/** More than that is for the report. */
const maxFindings = 50;
const maxHtmlBytes = 95_000;
const maxSubjectLength = 150;
