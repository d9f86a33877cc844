import type { AlertMessage, KeyFinding, Severity } from '@credsweep/core';
import { describeFinding } from '../describe-finding.ts';
import {
  describeMessage,
  describeOmitted,
  findWorstSeverity,
  type MessageDescription,
} from '../describe-message.ts';
import { shorten } from '../one-line.ts';
import { renderFitting } from '../render-fitting.ts';
import { escapeMrkdwn, toCodeBlock, toInlineCode, toLink } from './escape-mrkdwn.ts';

/** Body of an incoming webhook of Slack. */
export type SlackMessage = {
  /** For notifications, and where blocks cannot be shown. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
};

type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly PlainText[] }
  | { readonly type: 'divider' };
type PlainText = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
/** `verbatim`: no names, channels or addresses are made links. */
type Mrkdwn = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };

/**
 * Renders a message in Slack's blocks, as many findings as fit.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks for the limits: 50 blocks, 150 characters in a header, 3000 in
 *   the text of a section. A message is refused beyond some 13,000 characters in all (`msg_blocks_too_long`), which no
 *   page says.
 */
export function renderSlackMessage(message: AlertMessage): SlackMessage {
  return renderFitting(
    Math.min(message.findings.length, maxFindings),
    (count) => render(message, count),
    ({ blocks }) => JSON.stringify(blocks).length <= maxLength,
  );
}

function render(message: AlertMessage, count: number): SlackMessage {
  const description = describeMessage(message);
  const { headline, severities, note, warning } = description;
  const findings = message.findings.slice(0, count);
  const dot = dots[findWorstSeverity(message.counts) ?? 'low'];
  const lines = [
    severities === '' ? null : `*${severities}*`,
    note,
    warning === null ? null : `:warning: ${warning}`,
  ].filter((line) => line !== null);
  return {
    text: escapeMrkdwn(`${dot} ${[headline, severities].filter(Boolean).join(': ')}`),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: shorten(headline, maxHeaderLength), emoji: false },
      },
      ...(lines.length === 0 ? [] : [section(lines.join('\n'))]),
      context(renderFacts(description)),
      ...(findings.length === 0 ? [] : [{ type: 'divider' } as const]),
      ...findings.map((finding) => section(renderFinding(finding, message))),
      ...renderEnd(message, description, count),
    ],
  };
}

function renderFacts({ facts }: MessageDescription): string {
  return facts.map(([label, text]) => `${label}: ${text}`).join(' · ');
}

function renderFinding(finding: KeyFinding, message: AlertMessage): string {
  const words = describeFinding(finding, message.policy);
  const owner = words.owner === null ? '' : ` · owner ${toInlineCode(words.owner)}`;
  const name = words.accountName === words.accountId ? '' : `${toInlineCode(words.accountName)} `;
  return [
    `${dots[words.severity]} *${words.severityLabel}* · ${toInlineCode(words.user)} in ${name}${toInlineCode(words.accountId)}${owner}`,
    `${toInlineCode(words.accessKey)} · ${escapeMrkdwn(words.reasons)}`,
    `${words.age} · ${escapeMrkdwn(words.lastUse)}`,
    ...words.steps.map(({ text, command }) =>
      command === null ? escapeMrkdwn(text) : `${text}: ${toCodeBlock(command)}`,
    ),
  ].join('\n');
}

function renderEnd(
  message: AlertMessage,
  { reportUrl }: MessageDescription,
  listed: number,
): readonly SlackBlock[] {
  const omitted = describeOmitted(message, listed);
  const lines = [
    omitted === null ? null : `${omitted.text}: ${toInlineCode(omitted.command)}`,
    reportUrl === null ? null : toLink(reportUrl, 'Open the report'),
  ].filter((line) => line !== null && line.length < maxSectionLength / 2);
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

function section(text: string): SlackBlock {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: shorten(text, maxSectionLength), verbatim: true },
  };
}

function context(text: string): SlackBlock {
  return {
    type: 'context',
    elements: [{ type: 'plain_text', text: shorten(text, maxSectionLength), emoji: false }],
  };
}

const dots: Readonly<Record<Severity, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🟡',
  low: '⚪',
};

/** More than that nobody reads in a chat. */
const maxFindings = 20;
const maxHeaderLength = 150;
const maxSectionLength = 3_000;
/** Of all blocks as JSON. */
const maxLength = 10_000;
