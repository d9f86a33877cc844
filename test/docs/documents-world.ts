import {
  addAccessKey,
  addAccount,
  addRole,
  addUser,
  createOrganization,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { daysBefore } from '../oracle/every-case-world.ts';

/** An account that the scan number 7 of the documents could not read. */
export const accountThatFailed = '444455556666';

/** The organization of the documents: every id that stands in them is there, and every account can be read. */
export function buildDocumentsWorld(now: Date): SimulatedOrganization {
  const organization = createOrganization({
    id: 'o-ab12cd34ef',
    rootId: 'r-ab12',
    managementAccountId: '123456789012',
    organizationalUnits: [
      { id: 'ou-ab12-cdefghij', name: 'Workloads', children: [] },
      { id: 'ou-ab12-payments', name: 'Payments', children: [] },
    ],
  });
  addAccount(organization, {
    id: '111122223333',
    name: 'payments-prod',
    ouPath: ['Payments'],
    tags: { team: 'payments' },
  });
  addAccount(organization, { id: accountThatFailed, name: 'sandbox', ouPath: ['Workloads'] });
  addAccount(organization, { id: '210987654321', name: 'legacy', ouPath: ['Workloads'] });
  for (const { id } of organization.accounts.values())
    addRole(organization, id, { name: 'CredsweepReader', externalId: '7f1c0a52-credsweep' });
  addUser(organization, '111122223333', {
    name: 'deploy-bot',
    createdAt: daysBefore(now, 900),
    tags: { Owner: 'payments', team: 'payments' },
  });
  addAccessKey(organization, '111122223333', 'deploy-bot', {
    id: 'AKIAIOSFODNN7EXAMPLE',
    createdAt: daysBefore(now, 812),
    lastUsed: { at: daysBefore(now, 3), region: 'eu-west-1', service: 's3' },
  });
  addUser(organization, '210987654321', {
    name: 'anna',
    createdAt: daysBefore(now, 300),
    passwordEnabled: true,
    passwordLastUsedAt: daysBefore(now, 50),
  });
  return organization;
}
