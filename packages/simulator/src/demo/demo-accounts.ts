import type { SimulatedAccount } from '../world/simulated-account.ts';

/** An account of the made-up company, and how many people and programs have users in it. */
export type DemoAccount = {
  readonly name: string;
  readonly ouPath: string[];
  readonly team: string;
  readonly people: number;
  readonly programs: number;
  /** What is unusual about it. */
  readonly settings?: Partial<SimulatedAccount>;
};

/** Where the company's management account stands; it is directly under the root. */
export const managementAccount: DemoAccount = {
  name: 'kestrel-management',
  ouPath: [],
  team: 'cloud-platform',
  people: 4,
  programs: 1,
};

/** The 29 member accounts of Kestrel Maritime, a freight company that does not exist. */
export const memberAccounts: readonly DemoAccount[] = [
  security('security-tooling', 4, 2),
  security('log-archive', 2, 1, { deniedActions: ['iam:*'] }),
  security('audit', 3, 1),
  infrastructure('shared-services', 5, 4),
  infrastructure('network-hub', 4, 3),
  infrastructure('dns-and-certificates', 3, 3),
  infrastructure('ci-platform', 4, 6),
  infrastructure('backup-vault', 2, 4),
  workload('Prod', 'booking-prod', 'booking', 8, 5),
  workload('Prod', 'payments-prod', 'payments', 6, 5),
  workload('Prod', 'tracking-prod', 'tracking', 7, 6),
  workload('Prod', 'customs-prod', 'customs', 6, 4),
  workload('Prod', 'warehouse-prod', 'warehouse', 8, 5),
  workload('Prod', 'data-platform-prod', 'data', 9, 7, {
    report: { readyAfterMs: 4_000, additionalCredentialsColumn: false, legacyRootCells: false },
  }),
  workload('Prod', 'web-prod', 'web', 6, 4),
  workload('Prod', 'identity-prod', 'identity', 5, 3),
  workload('NonProd', 'booking-dev', 'booking', 7, 3),
  workload('NonProd', 'payments-dev', 'payments', 6, 3),
  workload('NonProd', 'tracking-staging', 'tracking', 6, 3, {
    report: { additionalCredentialsColumn: true, legacyRootCells: false },
  }),
  workload('NonProd', 'data-platform-dev', 'data', 8, 4),
  workload('NonProd', 'web-staging', 'web', 5, 2),
  workload('NonProd', 'warehouse-dev', 'warehouse', 5, 3),
  workload('NonProd', 'mobile-dev', 'web', 5, 2),
  sandbox('sandbox-research', 6, 1),
  sandbox('sandbox-hackathon-2024', 3, 1, { state: 'PENDING_CLOSURE' }),
  sandbox('Labor Zürich – 実験室', 5, 1),
  suspended('legacy-erp', { state: 'SUSPENDED' }),
  suspended('old-marketing-site', { state: 'CLOSED' }),
  {
    name: 'fjordline-shipping (acquired)',
    ouPath: ['Workloads'],
    team: 'fjordline',
    people: 4,
    programs: 3,
    settings: { joinedMethod: 'INVITED', roles: [] },
  },
];

function security(
  name: string,
  people: number,
  programs: number,
  settings: Partial<SimulatedAccount> = {},
): DemoAccount {
  return { name, ouPath: ['Security'], team: 'security', people, programs, settings };
}

function infrastructure(name: string, people: number, programs: number): DemoAccount {
  return { name, ouPath: ['Infrastructure'], team: 'cloud-platform', people, programs };
}

function workload(
  stage: 'Prod' | 'NonProd',
  name: string,
  team: string,
  people: number,
  programs: number,
  settings: Partial<SimulatedAccount> = {},
): DemoAccount {
  return { name, ouPath: ['Workloads', stage], team, people, programs, settings };
}

function sandbox(
  name: string,
  people: number,
  programs: number,
  settings: Partial<SimulatedAccount> = {},
): DemoAccount {
  return { name, ouPath: ['Sandbox'], team: 'research', people, programs, settings };
}

function suspended(name: string, settings: Partial<SimulatedAccount>): DemoAccount {
  return { name, ouPath: ['Suspended'], team: 'cloud-platform', people: 3, programs: 2, settings };
}
