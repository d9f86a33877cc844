import { expect, test } from 'vitest';
import { createRateLimits } from './rate-limits.ts';

test('a client that asks too often is refused, another one is not', async () => {
  const limits = createRateLimits({ requestsPerMinute: 2, wrongTokens: 2 });
  await limits.countRequest('a');
  await limits.countRequest('a');
  await expect(limits.countRequest('a')).rejects.toMatchObject({
    code: 'requests_too_many',
    details: { retryAfterSeconds: expect.any(Number) },
  });
  await expect(limits.countRequest('b')).resolves.toBeUndefined();
});

test('whoever guesses too often is refused, though the requests are few', async () => {
  const limits = createRateLimits({ requestsPerMinute: 100, wrongTokens: 2 });
  await limits.countWrongToken('a');
  await expect(limits.refuseGuesser('a')).resolves.toBeUndefined();
  await limits.countWrongToken('a');
  await expect(limits.refuseGuesser('a')).rejects.toMatchObject({ code: 'requests_too_many' });
  await expect(limits.refuseGuesser('b')).resolves.toBeUndefined();
});
