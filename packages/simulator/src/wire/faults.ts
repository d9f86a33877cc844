import { drawOnce } from '../world/seeded-random.ts';
import { matchesPattern } from './name-pattern.ts';
import {
  accessDeniedError,
  expiredCredentialsError,
  ServiceError,
  throttlingError,
  type Service,
} from './service-error.ts';

/** What goes wrong on purpose; the first rule that strikes a call decides. */
export type FaultPlan = readonly FaultRule[];

/** One rule: which calls, how often, what happens. Without `probability` and `times` it strikes always. */
export type FaultRule = {
  /** With `*`, such as `iam:*`; default all. */
  readonly action?: string;
  /** The account a call concerns (for AssumeRole the role's, else the signer's); default all. */
  readonly accountId?: string;
  /** 0 to 1; drawn from the seed for each call of an action in an account, whatever the order of accounts. */
  readonly probability?: number;
  /** Only the first calls it strikes. */
  readonly times?: number;
  readonly kind: FaultKind;
  /** Milliseconds to wait before the fault shows; for `slow` the delay itself. */
  readonly delayMs?: number;
};

/**
 * The kinds of faults, each with the codes of the service that is called.
 * `slow` only delays; `truncated-response` breaks the connection in the middle of a good answer.
 */
export type FaultKind =
  | 'throttle'
  | 'service-failure'
  | 'internal-error'
  | 'service-unavailable'
  | 'access-denied'
  | 'limit-exceeded'
  | 'expired-credentials'
  | 'drop-connection'
  | 'truncated-response'
  | 'slow';

/** Decides which calls a plan strikes. */
export interface FaultInjector {
  setPlan(plan: FaultPlan): void;
  /** The rule that strikes this call, if any; counts the call. */
  strike(action: string, accountId: string): FaultRule | undefined;
}

/** An injector that is deterministic: equal seeds and calls give equal faults. */
export function createFaultInjector(seed: number, initialPlan: FaultPlan): FaultInjector {
  let plan: readonly RuleState[] = [];
  const setPlan = (newPlan: FaultPlan): void => {
    plan = newPlan.map((rule) => ({ rule, strikes: 0, callsByTarget: new Map() }));
  };
  setPlan(initialPlan);
  return {
    setPlan,
    strike(action, accountId) {
      return plan.find((state, index) => strikes(state, [seed, index], action, accountId))?.rule;
    },
  };
}

/** The error a fault shows as; undefined for kinds that are not an answer of the service. */
export function faultError(kind: FaultKind, service: Service): ServiceError | undefined {
  switch (kind) {
    case 'throttle':
      return throttlingError(service);
    case 'service-failure':
      return new ServiceError(serviceFailureCodes[service], 500, 'The service failed.');
    case 'internal-error':
      return new ServiceError('InternalFailure', 500, 'An internal error has occurred.');
    case 'service-unavailable':
      return new ServiceError('ServiceUnavailable', 503, 'Service Unavailable');
    case 'access-denied':
      return accessDeniedError(service, 'Access denied by a fault of the simulator.');
    case 'limit-exceeded':
      return limitExceededError(service);
    case 'expired-credentials':
      return expiredCredentialsError(service);
    case 'drop-connection':
    case 'truncated-response':
    case 'slow':
      return undefined;
  }
}

type RuleState = {
  readonly rule: FaultRule;
  strikes: number;
  readonly callsByTarget: Map<string, number>;
};

function strikes(
  state: RuleState,
  seeds: readonly number[],
  action: string,
  accountId: string,
): boolean {
  const { rule } = state;
  if (rule.accountId !== undefined && rule.accountId !== accountId) return false;
  if (rule.action !== undefined && !matchesPattern(rule.action, action)) return false;
  if (rule.times !== undefined && state.strikes >= rule.times) return false;
  if (rule.probability !== undefined) {
    const target = `${action} ${accountId}`;
    const calls = state.callsByTarget.get(target) ?? 0;
    state.callsByTarget.set(target, calls + 1);
    if (drawOnce(...seeds, target, calls) >= rule.probability) return false;
  }
  state.strikes += 1;
  return true;
}

function limitExceededError(service: Service): ServiceError {
  return service === 'organizations'
    ? new ServiceError('ConstraintViolationException', 400, 'You have exceeded a limit.')
    : new ServiceError('LimitExceeded', 409, 'You have exceeded a limit.');
}

const serviceFailureCodes = {
  iam: 'ServiceFailure',
  sts: 'InternalFailure',
  organizations: 'ServiceException',
} as const satisfies Record<Service, string>;
