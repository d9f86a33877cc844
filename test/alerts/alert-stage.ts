import {
  addAccessKey,
  addAccount,
  addOrganizationalUnit,
  addUser,
  createOrganization,
  type SimulatedAccessKey,
} from '@credsweep/simulator';
import { openStage, prepareReports, type CredsweepRun, type ScanStage } from '@credsweep/testkit';
import { expect } from 'vitest';
import { signingSecret } from './signed-receiver.ts';

/** Two member accounts, each in a unit of its own. */
export const accounts = {
  payments: '200000000001',
  research: '200000000002',
} as const;

/** A stage whose organization has one key that was high-risk from the start. */
export interface AlertStage extends ScanStage {
  /** Gives an account a user with an old key that is in use; the next scan sees it. */
  addOldKey(
    accountId: string,
    userName: string,
    key?: { readonly ageDays?: number; readonly usedDaysAgo?: number },
  ): SimulatedAccessKey;
  /** Lets the reports of AWS show the world as it is now. */
  refresh(): void;
  /** Scans in a process of its own, which must end with 0. */
  scan(...args: readonly string[]): Promise<CredsweepRun>;
}

/** Opens it; `environment` goes to every process, with the signing secret of the tests. */
export async function openAlertStage(
  configuration: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<AlertStage> {
  const organization = createOrganization();
  const payments = addOrganizationalUnit(organization, [], {
    id: paymentsUnit,
    name: 'payments',
  });
  addAccount(organization, { id: accounts.payments, name: 'payments', ouPath: [payments.name] });
  addAccount(organization, { id: accounts.research, name: 'research' });
  const stage = await openStage({
    organization,
    environment: { HOOK_SECRET: signingSecret, ...environment },
  });
  await stage.write('credsweep.config.yaml', configuration);
  const refresh = (): void => prepareReports(organization, new Date());
  const addOldKey: AlertStage['addOldKey'] = (accountId, userName, given = {}) => {
    const { ageDays = 500, usedDaysAgo = 400 } = given;
    addUser(organization, accountId, { name: userName, createdAt: daysAgo(ageDays + 10) });
    const key = addAccessKey(organization, accountId, userName, {
      createdAt: daysAgo(ageDays),
      lastUsed: { at: daysAgo(usedDaysAgo), service: 's3', region: 'eu-west-1' },
    });
    refresh();
    return key;
  };
  addOldKey(accounts.payments, 'old-deploy');
  return {
    ...stage,
    addOldKey,
    refresh,
    async scan(...args) {
      const run = await stage.run(['scan', ...args], { timeoutMs: 60_000 });
      expect(run.exitCode, run.stderr).toBe(0);
      return run;
    },
  };
}

/** The unit of the account `payments`. */
export const paymentsUnit = 'ou-simu-payments1';

/** The section of one signed webhook, under `channels`. */
export function webhookChannel(name: string, url: string, more: readonly string[] = []): string {
  return [
    `    ${name}:`,
    '      type: webhook',
    `      url: ${url}`,
    '      secret: ${HOOK_SECRET}',
    ...more.map((line) => `      ${line}`),
    '',
  ].join('\n');
}

function daysAgo(days: number): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000 - days * 86_400_000);
}
