/** Why nothing could be exchanged with a host. */
export type NetworkFailure = {
  /** Of Node.js or OpenSSL, such as `ECONNREFUSED`; null where there is none. */
  readonly code: string | null;
  readonly words: string;
  readonly isTimeout: boolean;
};

/**
 * Reads a failure of the network out of anything that was thrown, however deep it is wrapped.
 *
 * Only the code is taken, for a message may repeat an address with its secret.
 */
export function describeNetworkFailure(thrown: unknown): NetworkFailure {
  const codes = listCodes(thrown);
  const code = codes.find((candidate) => findWords(candidate) !== null) ?? codes[0] ?? null;
  const words = code === null ? null : findWords(code);
  return {
    code,
    words:
      code === null
        ? 'the connection failed'
        : words === null
          ? `the connection failed (${code})`
          : `${words} (${code})`,
    isTimeout: codes.some((candidate) => timeoutCodes.has(candidate)),
  };
}

function listCodes(thrown: unknown, depth = 0): readonly string[] {
  if (typeof thrown !== 'object' || thrown === null || depth > maxDepth) return [];
  const { code, originalCode, name, cause, errors } = thrown as Readonly<Record<string, unknown>>;
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])];
  return [
    ...inner.flatMap((error) => listCodes(error, depth + 1)),
    ...[originalCode, code, telling.has(name) ? name : null].filter(isCode),
  ];
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^\w{1,60}$/.test(value);
}

function findWords(code: string): string | null {
  return failures.find(({ pattern }) => pattern.test(code))?.words ?? null;
}

const timeoutCodes: ReadonlySet<string> = new Set([
  'TimeoutError',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Names of errors that have no code. */
const telling: ReadonlySet<unknown> = new Set(['TimeoutError', 'HTTPParserError']);
const maxDepth = 5;

const failures: readonly { readonly pattern: RegExp; readonly words: string }[] = [
  { pattern: /^ECONNREFUSED$/, words: 'nothing listens at this host and port' },
  {
    pattern: /^(ENOTFOUND|EAI_\w+|ENODATA|EDNS)$/,
    words: 'the name of the host cannot be resolved; a typo, or the DNS of this machine',
  },
  {
    pattern: /^(EHOSTUNREACH|ENETUNREACH|EACCES|EPERM)$/,
    words: 'there is no way to this host; a firewall, usually',
  },
  {
    pattern: /CERT|ALTNAME|UNABLE_TO_(VERIFY|GET)/,
    words:
      'its TLS certificate is not trusted here; where it is of a private authority, name that in NODE_EXTRA_CA_CERTS',
  },
  {
    pattern: /^(ERR_SSL_\w+|ERR_TLS_\w+|EPROTO|ETLS)$/,
    words: 'no TLS connection could be made',
  },
  {
    pattern: /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ECONNECTION)$/,
    words: 'the connection was cut before there was an answer',
  },
  { pattern: /^HPE_\w+$|^HTTPParserError$/, words: 'it does not answer in HTTP' },
];
