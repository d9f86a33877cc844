import type { AlertMessage, KeyFinding } from '@credsweep/core';
import { describeFinding } from './describe-finding.ts';
import { describeMessage, describeOmitted } from './describe-message.ts';

/** Renders a message as plain text with its first `count` findings: for mail, and for what people read of a topic. */
export function renderText(message: AlertMessage, count: number): string {
  const { headline, severities, note, warning, facts, reportUrl } = describeMessage(message);
  const omitted = describeOmitted(message, count);
  const blocks = [
    [headline, severities],
    [note],
    [warning],
    ...message.findings.slice(0, count).map((finding) => renderFinding(finding, message)),
    [omitted === null ? null : `${omitted.text}: ${omitted.command}`],
    [reportUrl === null ? null : `Report: ${reportUrl}`],
    facts.map(([label, text]) => `${label}: ${text}`),
  ];
  return `${blocks
    .map((lines) => lines.filter((line) => line !== null && line !== '').join('\n'))
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}

function renderFinding(finding: KeyFinding, message: AlertMessage): readonly string[] {
  const words = describeFinding(finding, message.policy);
  return [
    `${words.severityLabel.toUpperCase()}: ${words.user} in ${words.account}`,
    ...(words.owner === null ? [] : [`  Owner: ${words.owner}`]),
    `  Key: ${words.accessKey}, ${words.age}, ${words.lastUse}`,
    `  Why: ${words.reasons}`,
    ...words.steps.map(({ text, command }) => `  ${text}${command === null ? '' : `: ${command}`}`),
  ];
}
