import type { AlertChannelType } from '@credsweep/core';
import type { InitAnswers } from './init-answers.ts';

/** An environment variable, and what may stand in it. */
export type Variable = { readonly name: string; readonly example: string };

/** The settings of the one channel that `credsweep init` writes, by its type; what is secret, or yours, is a variable. */
export const channelSettings: Readonly<Record<AlertChannelType, readonly string[]>> = {
  slack: ['type: slack', 'url: ${SLACK_WEBHOOK_URL}'],
  teams: ['type: teams', 'url: ${TEAMS_WEBHOOK_URL}'],
  webhook: ['type: webhook', 'url: ${ALERT_WEBHOOK_URL}', 'secret: ${ALERT_WEBHOOK_SECRET}'],
  email: [
    'type: email',
    'url: ${ALERT_SMTP_URL}',
    'from: ${ALERT_MAIL_FROM}',
    'to: ["${ALERT_MAIL_TO}"]',
  ],
  sns: ['type: sns', 'topicArn: ${ALERT_TOPIC_ARN}'],
  'json-lines': ['type: json-lines', 'path: alerts.ndjson'],
};

/** The name of that channel, as in `credsweep alerts test security`. */
export const channelName = 'security';

/** The variables that a channel wants, with an example of each. */
export function listChannelVariables(type: InitAnswers['alertChannel']): readonly Variable[] {
  if (type === 'none') return [];
  const names = [...channelSettings[type].join('\n').matchAll(/\$\{(\w+)\}/g)];
  return names.map(([, name = '']) => ({ name, example: examples[name] ?? '…' }));
}

const examples: Readonly<Record<string, string>> = {
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/…',
  TEAMS_WEBHOOK_URL: 'https://….logic.azure.com/workflows/…',
  ALERT_WEBHOOK_URL: 'https://siem.example.com/credsweep',
  ALERT_WEBHOOK_SECRET: 'whsec_$(openssl rand -base64 32)',
  ALERT_SMTP_URL: 'smtps://user:password@mail.example.com:465',
  ALERT_MAIL_FROM: 'credsweep@example.com',
  ALERT_MAIL_TO: 'security@example.com',
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:credsweep',
};
