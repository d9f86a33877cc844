/** An endpoint, not AWS's own, that an environment variable makes the SDK call. */
export type EndpointOverride = {
  readonly variable: string;
  /** Without user name, password and query. */
  readonly endpoint: string;
};

/**
 * Finds the non-AWS endpoints to which the environment sends signed requests, so that a user can be told.
 *
 * Looks at the variables that the SDK obeys for the services in use, sign-in included; an AWS host
 * (a VPC endpoint, FIPS) is not reported, and nothing is when `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is true.
 */
export function findEndpointOverrides(
  environment: Readonly<Record<string, string | undefined>>,
): readonly EndpointOverride[] {
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return [];
  return endpointVariables.flatMap((variable) => {
    const value = environment[variable]?.trim() ?? '';
    return value === '' || isAwsEndpoint(value)
      ? []
      : [{ variable, endpoint: withoutSecrets(value) }];
  });
}

function isAwsEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' && awsDomains.some((domain) => hostname.endsWith(`.${domain}`));
}

function withoutSecrets(endpoint: string): string {
  if (!URL.canParse(endpoint)) return '(not a URL)';
  const { protocol, host, pathname } = new URL(endpoint);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

const endpointVariables = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_IAM',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL_ORGANIZATIONS',
  'AWS_ENDPOINT_URL_SSO',
  'AWS_ENDPOINT_URL_SSO_OIDC',
  'AWS_ENDPOINT_URL_SIGNIN',
];

/** Domains of the partitions, as the SDK resolves them. */
const awsDomains = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'api.aws',
  'api.amazonwebservices.com.cn',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
];
