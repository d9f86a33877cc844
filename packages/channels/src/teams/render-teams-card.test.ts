import { describe, expect, test } from 'vitest';
import { hostileNames, sampleFinding, sampleMessage } from '../testing/sample-message.ts';
import { renderTeamsCard } from './render-teams-card.ts';

describe('a message in Teams', () => {
  test('is an Adaptive Card in the envelope that a workflow takes', () => {
    const { type, attachments } = renderTeamsCard(sampleMessage());
    expect(type).toBe('message');
    expect(attachments).toHaveLength(1);
    expect(attachments[0]).toMatchObject({
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        type: 'AdaptiveCard',
        version: '1.4',
        actions: [
          {
            type: 'Action.OpenUrl',
            url: 'https://credsweep.example.com/reports/42?tab=keys&new=1',
          },
        ],
      },
    });
  });

  test('has every finding with its fix', () => {
    const texts = textsOf(renderTeamsCard(sampleMessage())).join('\n');
    expect(texts).toContain(' · deploy-bot\n in payments-prod (123456789012)');
    expect(texts).toContain('812 days old · last used 3 days ago, s3 in eu-west-1');
    expect(texts).toContain('Rotate: \naws iam create-access-key --user-name deploy-bot');
  });

  test.each(hostileNames)('shows the name %j as text that knows no markdown', (name) => {
    const finding = sampleFinding({ accountName: name, userName: name, owner: name });
    const card = renderTeamsCard(sampleMessage({ findings: [finding], organizationId: name }));
    expect(JSON.stringify(card)).not.toMatch(/"TextBlock"|"entities"|"FactSet"/);
    for (const text of textsOf(card)) expect(text).not.toContain('{{');
  });
});

/** Every text of a card, in order. */
function textsOf(card: unknown): readonly string[] {
  const texts: string[] = [];
  JSON.stringify(card, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}
