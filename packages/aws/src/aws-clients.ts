import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { countRequests, type CallCounter } from './call-counter.ts';
import { collectBody } from './collect-body.ts';
import { limitHubRequests } from './hub-limits.ts';
import { createRegionResolver } from './resolve-region.ts';
import { SigningHash } from './signing-hash.ts';

/** Credentials as the SDK takes them: fixed ones or a provider. */
export type AwsCredentials = NonNullable<STSClientConfig['credentials']>;

/** How the clients reach AWS. */
export type AwsClientOptions = {
  readonly region?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly maxConcurrentAccounts?: number;
  readonly endpoint?: string;
  readonly credentials?: AwsCredentials;
};

/** The SDK clients of one caller, all on the sockets of one HTTP handler. */
export type AwsClients = {
  readonly sts: STSClient;
  readonly organizations: OrganizationsClient;
  /** Without credentials the client speaks as the caller itself. */
  openIam(counter: CallCounter, credentials?: AwsCredentials): IAMClient;
  close(): void;
};

/**
 * Makes the clients; nothing is asked of AWS yet.
 *
 * A client is never destroyed by itself, because that would cut the sockets of all others.
 */
export function createAwsClients(options: AwsClientOptions): AwsClients {
  const requestHandler = createHttpHandler(
    options.maxConcurrentAccounts ?? defaultConcurrentAccounts,
  );
  const shared = {
    region: createRegionResolver(options),
    requestHandler,
    customUserAgent: 'credsweep',
    sha256: SigningHash,
    streamCollector: collectBody,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
  };
  const sts = new STSClient({
    ...shared,
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    retryMode: 'standard',
    maxAttempts: 4,
  });
  // One memoised provider for all clients: a profile that assumes a role or asks an SSO portal does so once.
  const callerCredentials = sts.config.credentials;
  const organizations = new OrganizationsClient({
    ...shared,
    credentials: callerCredentials,
    retryMode: 'standard',
    maxAttempts: 8,
  });
  limitHubRequests({ sts, organizations });
  // What environment and profile say is looked up once for the IAM clients of all accounts: one that looks it up for
  // itself takes twice as long for its first call.
  const { region, useDualstackEndpoint, useFipsEndpoint, userAgentAppId } = sts.config;
  const { authSchemePreference, defaultsMode } = sts.config;
  const iamOptions = {
    ...shared,
    region,
    useDualstackEndpoint,
    useFipsEndpoint,
    defaultsMode,
    ...(userAgentAppId === undefined ? {} : { userAgentAppId }),
    ...(authSchemePreference === undefined ? {} : { authSchemePreference }),
    retryMode: 'adaptive',
    maxAttempts: 4,
  } as const;
  const { serviceConfiguredEndpoint } = new IAMClient(iamOptions).config;

  return {
    sts,
    organizations,
    openIam: (counter, credentials = callerCredentials) => {
      const iam = new IAMClient({ ...iamOptions, credentials });
      if (serviceConfiguredEndpoint !== undefined)
        iam.config.serviceConfiguredEndpoint = serviceConfiguredEndpoint;
      countRequests(iam, counter);
      return iam;
    },
    close: () => requestHandler.destroy(),
  };
}

function createHttpHandler(maxConcurrentAccounts: number): NodeHttpHandler {
  const agent = {
    keepAlive: true,
    maxSockets: Math.max(minSockets, maxConcurrentAccounts + spareSockets),
  };
  return new NodeHttpHandler({
    httpAgent: agent,
    httpsAgent: agent,
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    throwOnRequestTimeout: true,
  });
}

const defaultConcurrentAccounts = 40;
const minSockets = 50;
/** For STS and Organizations where they share an origin with IAM, as behind a custom endpoint. */
const spareSockets = 10;
