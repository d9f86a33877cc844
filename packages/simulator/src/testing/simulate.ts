import { onTestFinished } from 'vitest';
import { startSimulator, type Simulator, type SimulatorOptions } from '../start-simulator.ts';
import { addAccount } from '../world/edit-accounts.ts';
import { createOrganization, type NewOrganization } from '../world/create-organization.ts';
import type { SimulatedOrganization } from '../world/simulated-organization.ts';

/** The world's time in tests, unless a test has its own. */
export const testNow = new Date('2026-11-21T12:00:00Z');

/** The member account of `createTestOrganization`. */
export const memberId = '200000000002';

/** A management account and one member created by Organizations. */
export function createTestOrganization(options: NewOrganization = {}): SimulatedOrganization {
  const organization = createOrganization(options);
  addAccount(organization, { id: memberId, name: 'payments-prod' });
  return organization;
}

/** Starts a simulator that is closed when the test ends. */
export async function simulate(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    organization: createTestOrganization(),
    now: () => testNow,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}
