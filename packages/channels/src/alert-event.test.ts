import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeAlertEvent } from './alert-event.ts';
import { sampleFinding, sampleMessage } from './testing/sample-message.ts';

test('the event is as docs/alert-channels.md shows it', () => {
  const document = readFileSync(
    new URL('../../../docs/alert-channels.md', import.meta.url),
    'utf8',
  );
  const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(document) ?? [];
  const message = sampleMessage({ findings: [sampleFinding()], reportUrl: null });
  expect(JSON.parse(writeAlertEvent(message, 256_000))).toEqual(JSON.parse(shown));
});
