/** The variables that the program reads, each with what it means. */
export const environmentVariables = {
  DATABASE_URL:
    'PostgreSQL to use: `postgresql://user:password@host:5432/database`, `?sslmode=verify-full` for one that is elsewhere. Unset: an embedded one in `CREDSWEEP_HOME`.',
  REDIS_URL:
    'Redis for the queue: `redis://[user:password@]host[:port][/db]`, `rediss://` with TLS. Unset: the queue is in PostgreSQL.',
  CREDSWEEP_HOME:
    'Folder of the embedded PostgreSQL; default `.credsweep` in the working folder. Not read where `DATABASE_URL` is set.',
  CREDSWEEP_WEB_TOKENS:
    'Who may use `credsweep serve`: `name:role:token`, separated by commas; role `reader` or `operator`.',
  CREDSWEEP_READER_PASSWORD: 'Password that `credsweep db grant-reader` gives to a role it makes.',
  AWS_REGION: 'Any Region of the partition. Credentials, profiles and proxies: as for the AWS CLI.',
  AWS_DEFAULT_REGION: 'The same, where `AWS_REGION` is unset.',
  AWS_ENDPOINT_URL:
    'Another endpoint than that of AWS, also by service (`AWS_ENDPOINT_URL_IAM`, `_STS`, `_ORGANIZATIONS`). Told on stderr, for the credentials go there.',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '`true`: such endpoints do not count.',
  OTEL_EXPORTER_OTLP_ENDPOINT:
    'OpenTelemetry collector that workers send traces of their jobs to; its other variables hold, too.',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'The same, for traces alone.',
  NO_COLOR: 'Not empty: no colours on a terminal.',
  USER: 'Who exempts a finding, where `--by` does not say.',
} as const satisfies Readonly<Record<string, string>>;
