import { addAccount } from '@credsweep/simulator';
import { expect, test } from 'vitest';
import { createTestOrganization, listAllAccounts, openTestHub } from './testing/open-test-hub.ts';

test('the accounts are listed no faster than Organizations allows: twelve pages at once, then eight a second', async () => {
  const organization = createTestOrganization();
  for (let number = 1; number <= 20 * 20; number += 1)
    addAccount(organization, { id: String(300_000_000_000 + number) });
  const { hub } = await openTestHub({ organization });
  const startedAt = performance.now();
  const accounts = await listAllAccounts(hub);
  const elapsedMs = performance.now() - startedAt;
  expect(accounts).toHaveLength(402);
  // 21 pages: 9 of them wait an eighth of a second each.
  expect(elapsedMs).toBeGreaterThan(1000);
  expect(elapsedMs).toBeLessThan(8000);
});

test('whoever watches the hub is told of every request on the wire, tries included', async () => {
  const calls: string[] = [];
  const { hub } = await openTestHub(
    { faults: [{ action: 'organizations:ListAccounts', kind: 'throttle', times: 1 }] },
    { onCall: (action) => calls.push(action) },
  );
  await listAllAccounts(hub);
  expect(calls).toEqual([
    'sts:GetCallerIdentity',
    'organizations:DescribeOrganization',
    'organizations:ListAccounts',
    'organizations:ListAccounts',
  ]);
});
