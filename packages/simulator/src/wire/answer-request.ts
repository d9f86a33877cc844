import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRoleAccount } from '../sts/assume-role-input.ts';
import { qualifiedAction, guessService, readApiCall, type ApiCall } from './api-call.ts';
import { authenticateCaller } from './authenticate.ts';
import type { CallCounter } from './call-counts.ts';
import type { Caller } from './caller.ts';
import { faultError, type FaultInjector } from './faults.ts';
import type { HttpRequest } from './http-request.ts';
import type { DrawLatency } from './latency.ts';
import { performCall, type CallContext } from './perform-call.ts';
import type { TakeToken } from './rate-limits.ts';
import { renderError, type HttpResponse } from './response.ts';
import { ServiceError, throttlingError } from './service-error.ts';

/** Everything a simulator answers requests with. */
export type AnswerContext = CallContext & {
  readonly counter: CallCounter;
  readonly faults: FaultInjector;
  readonly drawLatency: DrawLatency;
  readonly takeToken: TakeToken;
  /** Aborted when the simulator closes; ends every wait. */
  readonly closing: AbortSignal;
};

/** An answer and how much of it is sent: all, half and then the end of the connection, or none. */
export type Answer = {
  readonly response: HttpResponse;
  readonly delivery: 'whole' | 'truncated' | 'none';
};

/** Answers a request as AWS would, delays and faults included. */
export async function answerRequest(context: AnswerContext, request: HttpRequest): Promise<Answer> {
  const { counter } = context;
  const requestId = randomUUID();
  let call: ApiCall | undefined;
  try {
    call = readApiCall(request);
    counter.countArrival(qualifiedAction(call));
    const caller = authenticateCaller(context, call.service, request);
    const answer = await answerCall(context, caller, call, requestId);
    counter.countOutcome(answer.delivery === 'whole' ? 'ok' : 'no-response');
    return answer;
  } catch (cause) {
    if (context.closing.aborted) throw cause;
    const error = cause instanceof ServiceError ? cause : describeDefect(cause);
    if (call === undefined) counter.countArrival('unknown');
    counter.countOutcome(error.code);
    const response = renderError(call?.service ?? guessService(request), error, requestId);
    return { response, delivery: 'whole' };
  }
}

/** A mistake in the world, such as a path without its unit, must reach whoever made it. */
function describeDefect(cause: unknown): ServiceError {
  return new ServiceError('InternalFailure', 500, `The simulator failed: ${String(cause)}`);
}

async function answerCall(
  context: AnswerContext,
  caller: Caller,
  call: ApiCall,
  requestId: string,
): Promise<Answer> {
  const { counter, closing } = context;
  const action = qualifiedAction(call);
  const accountId = concernedAccount(call, caller);
  counter.countAccount(accountId, action);
  const fault = context.faults.strike(action, accountId);
  if (fault !== undefined) counter.countFaulted();
  const waitMs = context.drawLatency(action, accountId) + (fault?.delayMs ?? 0);
  if (waitMs > 0) await sleep(waitMs, undefined, { signal: closing });
  const throttled = fault?.kind === 'throttle' || !context.takeToken(action, caller.accountId);
  if (throttled) {
    counter.countThrottled();
    throw throttlingError(call.service);
  }
  const error = fault === undefined ? undefined : faultError(fault.kind, call.service);
  if (error !== undefined) throw error;
  const delivery = fault === undefined ? 'whole' : deliveryOf(fault.kind);
  return { response: performCall(context, caller, call, requestId), delivery };
}

function deliveryOf(kind: string): Answer['delivery'] {
  if (kind === 'drop-connection') return 'none';
  return kind === 'truncated-response' ? 'truncated' : 'whole';
}

function concernedAccount(call: ApiCall, caller: Caller): string {
  if (call.service !== 'sts' || call.action !== 'AssumeRole') return caller.accountId;
  return readRoleAccount(call.parameters.get('RoleArn') ?? '') ?? caller.accountId;
}
