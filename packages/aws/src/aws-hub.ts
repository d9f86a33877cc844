import { CredsweepError, type AccountDirectory, type CredentialSource } from '@credsweep/core';
import { createAccountAccess } from './account-access.ts';
import { createAccountDirectory } from './account-directory.ts';
import { createAwsClients, type AwsClientOptions } from './aws-clients.ts';
import { createCallCounter } from './call-counter.ts';
import { createCredentialSource, type CredentialSourceOptions } from './credential-source.ts';
import { requestReport } from './fetch-credential-report.ts';
import { findEndpointOverrides } from './find-endpoint-overrides.ts';
import { identifyCaller, type AwsCaller } from './identify-caller.ts';
import { createReportPollPace } from './report-poll-pace.ts';
import { createRoleSessionCache } from './role-session-cache.ts';
import { runAbortable } from './run-abortable.ts';

/**
 * How to reach AWS; by default as the AWS CLI does.
 *
 * `region`: any region of the caller's partition (default `AWS_REGION`, `AWS_DEFAULT_REGION`, profile, `us-east-1`).
 * `environment`: the variables of the process, read for the region and for endpoint overrides to name in messages.
 * `maxConcurrentAccounts`: how many accounts are read at the same time (default 40), which the sockets suffice for.
 * `onCall`: told of each request that is put on the wire, by action, such as `iam:ListAccessKeys`.
 * `endpoint`, `credentials`: in place of AWS's own and of the SDK's default chain, for a simulated organization.
 */
export type AwsHubOptions = AwsClientOptions & { readonly onCall?: (action: string) => void };

/** The caller's side of AWS: one HTTP handler, one STS client, one Organizations client, a cache of sessions. */
export interface AwsHub {
  /** Asked once; throws `credentials_invalid` or `credentials_expired` when AWS does not accept the caller. */
  identifyCaller(): Promise<AwsCaller>;
  /** The accounts of the caller's organization. */
  readonly directory: AccountDirectory;
  /** The credentials of accounts, entered by one role; the sessions are shared by all sources of the hub. */
  openCredentialSource(options: CredentialSourceOptions): CredentialSource;
  /** Proves, at the fewest calls, that an account can be entered and asked; throws what a scan of it would fail with. */
  proveAccess(
    accountId: string,
    options: CredentialSourceOptions,
    signal: AbortSignal,
  ): Promise<void>;
  /** The region that the clients call. */
  resolveRegion(): Promise<string>;
  /** Ends every call in progress and closes all sockets. */
  close(): void;
}

/** Makes a hub; nothing is asked of AWS before its first use. */
export function createAwsHub(options: AwsHubOptions = {}): AwsHub {
  const clients = createAwsClients(options);
  const sessions = createRoleSessionCache(Date.now);
  const pace = createReportPollPace(Date.now);
  const directoryCounter = createCallCounter(options.onCall);
  const closing = new AbortController();
  const endpoint =
    options.endpoint ?? findEndpointOverrides(options.environment ?? {})[0]?.endpoint ?? null;
  let caller: Promise<AwsCaller> | undefined;
  const shared = {
    clients,
    identifyCaller: identify,
    sessions,
    endpoint,
    closing: closing.signal,
  };

  return {
    identifyCaller: identify,
    directory: createAccountDirectory({
      organizations: clients.organizations,
      identifyCaller: identify,
      counter: directoryCounter,
      endpoint,
      closing: closing.signal,
      now: Date.now,
    }),
    openCredentialSource: (source) =>
      createCredentialSource({ ...shared, ...source }, pace, options.onCall),
    proveAccess: async (accountId, source, signal) => {
      const parts = { ...shared, ...source };
      const counter = createCallCounter(options.onCall);
      await requestReport(createAccountAccess(parts, accountId, counter), signal);
    },
    resolveRegion: () => clients.sts.config.region(),
    close: () => {
      closing.abort(
        new CredsweepError(
          'internal_error',
          'The connection to AWS was closed while it was still in use.',
        ),
      );
      sessions.clear();
      clients.close();
    },
  };

  /** A failure is not remembered: the caller may sign in and try again. */
  function identify(): Promise<AwsCaller> {
    caller ??= runAbortable([closing.signal], (signal) =>
      identifyCaller(clients.sts, directoryCounter, endpoint, signal),
    ).catch((error: unknown) => {
      caller = undefined;
      throw error;
    });
    return caller;
  }
}
