import type { ApiCalls } from '@credsweep/core';
import type { MiddlewareStack } from '@smithy/types';

/** Counts requests to AWS by action until somebody takes the counts. */
export interface CallCounter {
  countCall(action: string): void;
  /** The counts since the last time this was asked. */
  takeCalls(): ApiCalls;
}

/** Gives a counter that starts at nothing; `onCall` is told of each call besides. */
export function createCallCounter(onCall?: (action: string) => void): CallCounter {
  let calls: Record<string, number> = {};
  return {
    countCall: (action) => {
      onCall?.(action);
      calls[action] = (calls[action] ?? 0) + 1;
    },
    takeCalls: () => {
      const taken = calls;
      calls = {};
      return taken;
    },
  };
}

/**
 * Counts every request that a client, or a single command, puts on the wire.
 *
 * The middleware sits below the SDK's retries, so each attempt counts, as `iam:ListAccessKeys`.
 */
export function countRequests<Input extends object, Output extends object>(
  sender: { readonly middlewareStack: MiddlewareStack<Input, Output> },
  counter: CallCounter,
): void {
  sender.middlewareStack.add(
    (next, context) => (request) => {
      counter.countCall(nameAction(context.clientName, context.commandName));
      return next(request);
    },
    { step: 'deserialize', priority: 'low', name: 'countRequests' },
  );
}

function nameAction(clientName = 'UnknownClient', commandName = 'UnknownCommand'): string {
  const service = clientName.replace(/Client$/, '').toLowerCase();
  return `${service}:${commandName.replace(/Command$/, '')}`;
}
