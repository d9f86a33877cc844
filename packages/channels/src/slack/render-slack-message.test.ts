import { describe, expect, test } from 'vitest';
import { hostileNames, sampleFinding, sampleMessage } from '../testing/sample-message.ts';
import { renderSlackMessage, type SlackMessage } from './render-slack-message.ts';

describe('a message in Slack', () => {
  test('has one section for each finding, worst first, with the fix', () => {
    const [root = '', deployBot = ''] = sectionsOf(renderSlackMessage(sampleMessage())).slice(1);
    expect(root).toMatch(/^🔴 \*Critical\* · `root user` in `legacy-billing` `210987654321`\n/);
    expect(deployBot.split('\n')).toEqual([
      '🟠 *High* · `deploy-bot` in `payments-prod` `123456789012` · owner `team-payments@example.com`',
      '`AKIAIOSFODNN7EXAMPLE` · Last rotated over 365 days ago',
      '812 days old · last used 3 days ago, s3 in eu-west-1',
      'Rotate: ```aws iam create-access-key --user-name deploy-bot```',
      'Then, once the new key is in use: ```aws iam update-access-key --user-name deploy-bot --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive```',
    ]);
  });

  test('has a text for notifications, and a link whose address is escaped', () => {
    const message = renderSlackMessage(sampleMessage());
    expect(message.text).toBe(
      '🔴 5 new high-risk access keys in 5 accounts: 1 critical, 2 high, 1 medium, 1 low',
    );
    expect(sectionsOf(message).at(-1)).toBe(
      '<https://credsweep.example.com/reports/42?tab=keys&amp;new=1|Open the report>',
    );
  });

  test('says how many findings it leaves out, and what lists them', () => {
    const message = sampleMessage();
    const counts = { ...message.counts, findings: 93 };
    expect(sectionsOf(renderSlackMessage({ ...message, counts })).at(-1)).toMatch(
      /^and 88 more: `credsweep report --table aws_accesskey_highrisk`\n</,
    );
  });

  test.each(hostileNames)('shows the name %j and does nothing else with it', (name) => {
    const finding = sampleFinding({ accountName: name, userName: name, owner: name });
    const message = renderSlackMessage(
      sampleMessage({ findings: [finding], organizationId: name, reportUrl: null }),
    );
    const texts = [message.text, ...sectionsOf(message)];
    for (const text of texts) {
      // What is left of `<` or `>` would be a link or a mention.
      expect(text).not.toMatch(/[<>]/);
      // Pairs of backticks enclose every name, and none of them is the name's own.
      const withoutCode = text.replaceAll(/```[^`]*```|`[^`\n]*`/g, '');
      expect(withoutCode).not.toContain('`');
      expect(withoutCode).not.toMatch(/evil|bold|fire:/);
    }
  });

  test('shows in the header and in the context plain text only', () => {
    const { blocks } = renderSlackMessage(sampleMessage());
    expect(blocks[0]).toMatchObject({ type: 'header', text: { type: 'plain_text', emoji: false } });
    expect(blocks[2]).toMatchObject({
      type: 'context',
      elements: [{ type: 'plain_text', emoji: false }],
    });
  });

  test('lets Slack make no links of names', () => {
    const { blocks } = renderSlackMessage(sampleMessage());
    const texts = JSON.stringify(blocks).match(/"type":"mrkdwn"/g) ?? [];
    expect(JSON.stringify(blocks).match(/"verbatim":true/g)).toHaveLength(texts.length);
  });
});

function sectionsOf({ blocks }: SlackMessage): readonly string[] {
  return blocks.flatMap((block) => (block.type === 'section' ? [block.text.text] : []));
}
