import type { AlertMessage, KeyFinding } from '@credsweep/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeAlertEvent } from './alert-event.ts';
import { renderEmail } from './email/render-email.ts';
import { renderSlackMessage } from './slack/render-slack-message.ts';
import { renderSnsMessage } from './sns/render-sns-message.ts';
import { renderTeamsCard } from './teams/render-teams-card.ts';
import {
  hostileNames,
  largeMessage,
  sampleFinding,
  sampleMessage,
} from './testing/sample-message.ts';
import { writeOcsfEvents } from './webhook/ocsf-events.ts';

const addresses = { from: 'credsweep <alerts@example.com>', to: ['team@example.com'] };

const wildText = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('&', '<', '"', '\\', '`', '\u0000', '😀').map((unit) => unit.repeat(300)),
);
const wildFinding: fc.Arbitrary<KeyFinding> = fc
  .record({
    severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
    accountName: wildText,
    userName: wildText,
    accessKeyId: fc.option(wildText),
    owner: fc.option(wildText),
    lastUsedRegion: fc.option(wildText),
    lastUsedService: fc.option(wildText),
    isRoot: fc.boolean(),
    daysSinceUsed: fc.option(fc.nat()),
    status: fc.constantFrom('Active', 'Inactive'),
    tags: fc.dictionary(wildText, wildText, { maxKeys: 3 }),
  } as const)
  .map(sampleFinding);
const wildMessage: fc.Arbitrary<AlertMessage> = fc
  .record({
    kind: fc.constantFrom('baseline', 'new_findings', 'digest', 'test'),
    organizationId: wildText,
    reportUrl: fc.option(fc.webUrl({ withQueryParameters: true })),
    // A few findings over and over, as many as a scan can have.
    findings: fc
      .tuple(fc.array(wildFinding, { maxLength: 5 }), fc.integer({ min: 1, max: 100 }))
      .map(([findings, times]) => Array.from({ length: times }, () => findings).flat()),
    omitted: fc.nat({ max: 1_000_000 }),
  } as const)
  .map(({ omitted, ...facts }) => {
    const message = sampleMessage(facts);
    const counts = { ...message.counts, findings: message.counts.findings + omitted };
    return { ...message, counts };
  });

describe('no message, whatever is in it, is larger than its channel allows', () => {
  test('Slack: 50 blocks, 150 characters in the header, 3000 in a text, some 13,000 in all', () => {
    fc.assert(fc.property(wildMessage, expectSlackLimits), { numRuns: 100 });
    expectSlackLimits(largeMessage(10_000));
  });

  test('Teams: 28 kB', () => {
    fc.assert(fc.property(wildMessage, expectTeamsLimits), { numRuns: 100 });
    expectTeamsLimits(largeMessage(10_000));
  });

  test('mail: 102 kB of HTML in Gmail, and a subject of one line', () => {
    fc.assert(fc.property(wildMessage, expectMailLimits), { numRuns: 100 });
    expectMailLimits(largeMessage(10_000));
  });

  test('SNS: 256 kB, and a subject of under 100 characters of ASCII', () => {
    fc.assert(fc.property(wildMessage, fc.boolean(), expectSnsLimits), { numRuns: 25 });
    expectSnsLimits(largeMessage(10_000), false);
    expectSnsLimits(largeMessage(10_000), true);
  });

  test('webhook: 256 kB', () => {
    fc.assert(fc.property(wildMessage, expectWebhookLimits), { numRuns: 25 });
    expectWebhookLimits(largeMessage(10_000));
  });
});

test('a message of 10,000 findings lists the worst and counts all', () => {
  const message = largeMessage(10_000);
  const event = JSON.parse(writeAlertEvent(message, 256_000));
  expect(event.data.counts.findings).toBe(10_000);
  expect(event.data.findings.length).toBeGreaterThan(100);
  expect(event.data.findings.length + event.data.omittedFindings).toBe(10_000);
  expect(event.data.findings[0].accountName).toBe('account-0');
  const slack = JSON.stringify(renderSlackMessage(message));
  expect(slack).toContain('10,000 new high-risk access keys in 10,000 accounts');
  expect(slack).toMatch(/and 9,9\d\d more/);
  expect(JSON.stringify(renderTeamsCard(message))).toMatch(/and 9,9\d\d more/);
  expect(renderEmail(message, addresses).text).toMatch(/and 9,9\d\d more/);
});

function expectSlackLimits(message: AlertMessage): void {
  const { blocks } = renderSlackMessage(message);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(10_000);
  for (const block of blocks) {
    if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
    const texts = block.type === 'section' ? [block.text] : [];
    for (const { text } of texts) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(3000);
    }
  }
}

function expectTeamsLimits(message: AlertMessage): void {
  expect(Buffer.byteLength(JSON.stringify(renderTeamsCard(message)))).toBeLessThan(28_000);
}

function expectMailLimits(message: AlertMessage): void {
  const { html, subject } = renderEmail(message, addresses);
  expect(Buffer.byteLength(html)).toBeLessThan(102_000);
  expect(subject).toMatch(/^[^\r\n]{1,150}$/);
}

function expectSnsLimits(message: AlertMessage, isFifo: boolean): void {
  const { body, subject, attributes } = renderSnsMessage(message, isFifo);
  const whole = [body, subject, JSON.stringify(attributes)].join('');
  expect(Buffer.byteLength(whole)).toBeLessThan(262_144);
  expect(subject).toMatch(/^[!-~][ -~]{0,98}$/);
}

function expectWebhookLimits(message: AlertMessage): void {
  expect(Buffer.byteLength(writeAlertEvent(message, 256_000))).toBeLessThanOrEqual(256_000);
  expect(Buffer.byteLength(writeOcsfEvents(message, 256_000))).toBeLessThanOrEqual(256_000);
}
