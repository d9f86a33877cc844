import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  removeRole,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import {
  findFreePort,
  openStage,
  type CredsweepProcess,
  type ScanStage,
  type StageOptions,
} from '@credsweep/testkit';

/** Tokens of the tests, by role. */
export const tokens = {
  operator: 'operator-token-0123456789',
  reader: 'reader-token-0123456789ab',
} as const;

/** A stage with a service that serves its database. */
export type WebStage = ScanStage & {
  readonly url: string;
  readonly service: CredsweepProcess;
  /** Asks the service; with a role, by its bearer token. */
  ask(path: string, request?: WebRequest): Promise<Response>;
};

/** A request of a test. */
type WebRequest = Omit<RequestInit, 'headers'> & {
  readonly role?: keyof typeof tokens;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Name of the account that has something of everything. */
export const accountName = 'payments <b>"prod"</b>';

/** Three accounts: one with stale users and risky keys, one without users, one that cannot be entered. */
export function buildWorld(): SimulatedOrganization {
  const organization = createOrganization();
  const years = (count: number): Date => new Date(Date.now() - count * 365.25 * 86_400_000);
  addAccount(organization, { id: '200000000001', name: accountName });
  addAccount(organization, { id: '200000000002', name: 'empty' });
  addAccount(organization, { id: '200000000003', name: 'locked' });
  for (const name of ['=1+2@corp', 'anna', 'bert', 'deploy-bot']) {
    addUser(organization, '200000000001', {
      name,
      createdAt: years(4),
      passwordEnabled: name === 'anna',
    });
  }
  addAccessKey(organization, '200000000001', '=1+2@corp', { createdAt: years(3) });
  addAccessKey(organization, '200000000001', 'deploy-bot', { createdAt: years(2) });
  addAccessKey(organization, '200000000001', 'bert', {
    createdAt: years(0.1),
    lastUsed: { at: years(0.01), service: 's3' },
  });
  removeRole(organization, '200000000003', 'OrganizationAccountAccessRole');
  return organization;
}

/** Opens a stage, scans it once, and serves it. */
export async function openWebStage(
  options: Partial<StageOptions> & {
    readonly scans?: number;
    readonly serveArgs?: readonly string[];
  } = {},
): Promise<WebStage> {
  const { scans = 1, serveArgs = [], ...stageOptions } = options;
  const stage = await openStage({ organization: buildWorld(), ...stageOptions });
  try {
    for (let scan = 0; scan < scans; scan += 1) {
      const run = await stage.run(['scan', '--format', 'json']);
      if (run.exitCode !== 3) throw new Error(run.stderr);
    }
    const port = await findFreePort();
    const service = stage.start(['serve', '--port', String(port), ...serveArgs], {
      environment: {
        CREDSWEEP_WEB_TOKENS: `ops:operator:${tokens.operator},look:reader:${tokens.reader}`,
      },
      timeoutMs: 240_000,
    });
    await service.waitForOutput(/Serving at/);
    const url = `http://127.0.0.1:${port}`;
    return {
      ...stage,
      url,
      service,
      ask: (path, { role, headers, ...request } = {}) =>
        fetch(`${url}${path}`, {
          redirect: 'manual',
          ...request,
          headers: {
            ...(role === undefined ? {} : { authorization: `Bearer ${tokens[role]}` }),
            ...headers,
          },
        }),
    };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

/** Logs in as a browser does, and gives the cookie. */
export async function logIn(stage: WebStage, role: keyof typeof tokens): Promise<string> {
  const answer = await stage.ask('/login', {
    method: 'POST',
    body: new URLSearchParams({ token: tokens[role] }),
    headers: { origin: stage.url },
  });
  if (answer.status !== 303) throw new Error(`Not logged in: ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
