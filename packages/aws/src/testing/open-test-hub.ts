import type { Account } from '@credsweep/core';
import {
  addAccount,
  createOrganization,
  startSimulator,
  type NewOrganization,
  type SimulatedOrganization,
  type Simulator,
  type SimulatorOptions,
} from '@credsweep/simulator';
import { onTestFinished } from 'vitest';
import { createAwsHub, type AwsHub, type AwsHubOptions } from '../aws-hub.ts';
import type { CredentialSourceOptions } from '../credential-source.ts';

/** The management account of test organizations, which is also the caller's. */
export const managementId = '100000000001';

/** The member account of test organizations. */
export const memberId = '200000000002';

/** How tests enter accounts unless they say otherwise. */
export const testRole = {
  roleName: 'OrganizationAccountAccessRole',
  externalId: null,
  sessionName: 'credsweep-scan-1',
} as const satisfies CredentialSourceOptions;

/** A signal that is never aborted. */
export const noAbort = new AbortController().signal;

/** A management account and one member created by Organizations. */
export function createTestOrganization(options: NewOrganization = {}): SimulatedOrganization {
  const organization = createOrganization(options);
  if (options.standalone !== true)
    addAccount(organization, { id: memberId, name: 'payments-prod' });
  return organization;
}

/** A simulated organization and a hub that speaks to it; both are closed when the test ends. */
export async function openTestHub(
  options: Partial<SimulatorOptions> = {},
  hubOptions: AwsHubOptions = {},
): Promise<{ readonly simulator: Simulator; readonly hub: AwsHub }> {
  const simulator = await startTestSimulator(options);
  return { simulator, hub: connectHub(simulator, hubOptions) };
}

/** A simulated organization, closed when the test ends. */
export async function startTestSimulator(
  options: Partial<SimulatorOptions> = {},
): Promise<Simulator> {
  const simulator = await startSimulator({ organization: createTestOrganization(), ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A hub that speaks to a simulator, or as the options say, closed when the test ends. */
export function connectHub(simulator: Simulator, options: AwsHubOptions = {}): AwsHub {
  const { AWS_REGION = 'us-east-1' } = simulator.environment;
  const hub = createAwsHub({
    endpoint: simulator.endpoint,
    credentials: simulator.credentials,
    region: AWS_REGION,
    ...options,
  });
  onTestFinished(() => hub.close());
  return hub;
}

/** The pages that a directory lists. */
export async function listPages(hub: AwsHub): Promise<(readonly Account[])[]> {
  const pages: (readonly Account[])[] = [];
  for await (const page of hub.directory.listAccounts(noAbort)) pages.push(page);
  return pages;
}

/** Every account that a directory lists, in one array. */
export async function listAllAccounts(hub: AwsHub): Promise<readonly Account[]> {
  return (await listPages(hub)).flat();
}
