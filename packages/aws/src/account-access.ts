import type { IAMClient } from '@aws-sdk/client-iam';
import { writeRoleArn, type AccountReadAction } from '@credsweep/core';
import { assumeAccountRole, type RoleSession } from './assume-account-role.ts';
import type { AwsClients } from './aws-clients.ts';
import type { CallCounter } from './call-counter.ts';
import { hasAwsErrorName } from './classify-aws-error.ts';
import type { AwsCaller } from './identify-caller.ts';
import type { RoleSessionCache } from './role-session-cache.ts';
import { runAbortable, settleUnlessAborted } from './run-abortable.ts';
import { makeAwsError, translateAwsError } from './translate-aws-error.ts';

/** What the sessions of all accounts share: clients, caller, cache, and the end of it all. */
export type AccountAccessParts = {
  readonly clients: AwsClients;
  readonly identifyCaller: () => Promise<AwsCaller>;
  readonly sessions: RoleSessionCache;
  /** The custom endpoint, if any, for messages. */
  readonly endpoint: string | null;
  readonly closing: AbortSignal;
  readonly roleName: string;
  readonly externalId: string | null;
  readonly sessionName: string;
  /** Whether sessions may read users' tags; absent: they may not. */
  readonly readsUserTags?: boolean;
};

/** The way into IAM of one account. */
export interface AccountAccess {
  readonly accountId: string;
  /**
   * Runs one IAM call with the account's client, entering the account first if need be.
   *
   * Expected errors are the call's own affair; any other becomes a `CredsweepError`. A session that
   * AWS calls expired is replaced once.
   */
  callIam<Result>(
    action: AccountReadAction,
    signal: AbortSignal,
    call: (iam: IAMClient, options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
  ): Promise<Result>;
  /** Lets go of the client until the next call: many accounts wait at a time, and a client takes 25 kB. */
  rest(): void;
}

/** Prepares the way into an account; nothing is asked of AWS before the first call. */
export function createAccountAccess(
  parts: AccountAccessParts,
  accountId: string,
  counter: CallCounter,
): AccountAccess {
  const { clients, sessions, endpoint } = parts;
  const { readsUserTags = false } = parts;
  const cacheKey = JSON.stringify([accountId, parts.roleName, parts.externalId, readsUserTags]);
  let entered: Entry | undefined;

  return {
    accountId,
    callIam,
    rest: () => {
      entered = undefined;
    },
  };

  async function callIam<Result>(
    action: AccountReadAction,
    signal: AbortSignal,
    call: (iam: IAMClient, options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    return runAbortable([signal, parts.closing], async (abortSignal) => {
      for (let isRenewed = false; ; isRenewed = true) {
        const entry = await enter(abortSignal);
        try {
          return await call(entry.iam, { abortSignal });
        } catch (error) {
          const scene = { action, accountId, principalArn: entry.principalArn, endpoint };
          if (entry.session === null || !hasAwsErrorName(error, sessionOverNames))
            throw translateAwsError(error, scene);
          sessions.drop(cacheKey, entry.session);
          if (!isRenewed) continue;
          const message =
            `The session of ${entry.principalArn} ended twice in a row at ${action} in account ${accountId}. ` +
            'Usual causes: the sessions of the role are being revoked, or it was deleted and made again just now. It is tried again later.';
          throw makeAwsError('session_expired', message, error, scene);
        }
      }
    });
  }

  /** The account of the caller is read as the caller: there is no role for it by default. */
  async function enter(signal: AbortSignal): Promise<Entry> {
    const caller = await settleUnlessAborted(parts.identifyCaller(), signal);
    if (caller.accountId === accountId) {
      return (entered ??= {
        session: null,
        iam: clients.openIam(counter),
        principalArn: caller.arn,
      });
    }
    const roleArn = writeRoleArn(caller.partition, accountId, parts.roleName);
    const { externalId, sessionName } = parts;
    const session = await sessions.get(
      cacheKey,
      (sharedSignal) =>
        assumeAccountRole(
          clients.sts,
          { accountId, roleArn, externalId, sessionName, readsUserTags },
          counter,
          { callerArn: caller.arn, endpoint },
          sharedSignal,
        ),
      signal,
    );
    if (entered?.session !== session) {
      entered = {
        session,
        iam: clients.openIam(counter, session.credentials),
        principalArn: roleArn,
      };
    }
    return entered;
  }
}

type Entry = {
  /** Null: the caller's own credentials. */
  readonly session: RoleSession | null;
  readonly iam: IAMClient;
  readonly principalArn: string;
};

/** The session has expired, or was ended early. */
const sessionOverNames: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);
