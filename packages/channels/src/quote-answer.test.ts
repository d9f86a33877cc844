import { describe, expect, test } from 'vitest';
import { listUrlSecrets, quoteAnswer } from './quote-answer.ts';

describe('a quoted answer', () => {
  test.each([
    ['', ''],
    [' \n\t', ''],
    ['invalid_payload', '"invalid_payload"'],
    ['two\nlines', '"two lines"'],
    ['<html><head><style>b{}</style></head><body>Gone</body></html>', '"Gone"'],
    [`token ${'A1'.repeat(60)} end`, '"token [cut] end"'],
  ])('of %j is %s', (answer, quote) => {
    expect(quoteAnswer(answer, [])).toBe(quote);
  });

  test('is at most 200 characters long', () => {
    expect(quoteAnswer('word '.repeat(1000), [])).toHaveLength(202);
  });

  test('of a megabyte of brackets is made at once', () => {
    expect(quoteAnswer('<'.repeat(1_000_000), [])).toMatch(/^"<+…"$/);
  });

  test('has no part of an address in it, decoded or not', () => {
    const url = new URL('https://x.example/hook/tok%2Fen-s3cret-1?sig=Sig-s3cret-2&api-version=1');
    const secrets = listUrlSecrets(url);
    for (const part of ['tok%2Fen-s3cret-1', 'tok/en-s3cret-1', 'Sig-s3cret-2', url.href])
      expect(quoteAnswer(`no ${part}!`, secrets)).not.toContain('s3cret');
  });
});
