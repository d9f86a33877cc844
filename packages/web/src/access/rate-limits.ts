import { CredsweepError } from '@credsweep/core';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Limits that protect the service and its tokens. */
export interface RateLimits {
  /** Counts a request of a client; rejects with `requests_too_many` when it makes too many. */
  countRequest(address: string): Promise<void>;
  /** Rejects with `requests_too_many` while the client has guessed too often. */
  refuseGuesser(address: string): Promise<void>;
  countWrongToken(address: string): Promise<void>;
}

/** Opens the limits, kept in the memory of this process. */
export function createRateLimits(
  { requestsPerMinute, wrongTokens }: { requestsPerMinute: number; wrongTokens: number } = {
    requestsPerMinute: 600,
    wrongTokens: 10,
  },
): RateLimits {
  const requests = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  const guesses = new RateLimiterMemory({ points: wrongTokens, duration: guessSeconds });
  return {
    countRequest: async (address) => {
      await requests.consume(address).catch((refused: unknown) => {
        throw tooMany(
          refused,
          `This client has made more than ${requestsPerMinute} requests in a minute.`,
        );
      });
    },
    refuseGuesser: async (address) => {
      const made = await guesses.get(address);
      if (made !== null && made.consumedPoints >= wrongTokens) {
        throw tooMany(made, `There were ${wrongTokens} wrong tokens from this address.`);
      }
    },
    countWrongToken: async (address) => {
      await guesses.consume(address).catch((refused: unknown) => {
        if (!(refused instanceof RateLimiterRes)) throw refused;
      });
    },
  };
}

function tooMany(refused: unknown, words: string): unknown {
  if (!(refused instanceof RateLimiterRes)) return refused;
  const seconds = Math.ceil(refused.msBeforeNext / 1000);
  return new CredsweepError('requests_too_many', `${words} Try again in ${seconds} s.`, {
    details: { retryAfterSeconds: seconds },
  });
}

const guessSeconds = 15 * 60;
