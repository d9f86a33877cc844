import { addUser, getUser, type Simulator } from '@credsweep/simulator';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AwsHub } from './aws-hub.ts';
import { managementId, memberId, noAbort, openTestHub, testRole } from './testing/open-test-hub.ts';

const tagRole = { ...testRole, readsUserTags: true };

describe('the tags of a user', () => {
  let simulator: Simulator;
  let hub: AwsHub;
  beforeEach(async () => {
    ({ simulator, hub } = await openTestHub());
    addUser(simulator.organization, memberId, {
      name: 'deploy',
      createdAt: new Date('2024-01-01T00:00:00Z'),
      tags: { Owner: 'ann@corp.example', 'cost:center': '=1+2 & <b>"ä"</b>', note: '' },
    });
  });

  it('are told as they are, special characters and empty values included', async () => {
    const session = hub.openCredentialSource(tagRole).openAccount(memberId);
    expect(await session.listUserTags('deploy', noAbort)).toEqual({
      Owner: 'ann@corp.example',
      'cost:center': '=1+2 & <b>"ä"</b>',
      note: '',
    });
    expect(session.takeApiCalls()).toEqual({ 'sts:AssumeRole': 1, 'iam:ListUserTags': 1 });
  });

  it('are followed over pages', async () => {
    const tags = Object.fromEntries(
      Array.from({ length: 230 }, (_, index) => [`key${1000 + index}`, `value ${index}`]),
    );
    getUser(simulator.organization, memberId, 'deploy').tags = tags;
    const session = hub.openCredentialSource(tagRole).openAccount(memberId);
    expect(await session.listUserTags('deploy', noAbort)).toEqual(tags);
    expect(session.takeApiCalls()).toMatchObject({ 'iam:ListUserTags': 3 });
  });

  it('are none for a user that has none, or that is gone', async () => {
    addUser(simulator.organization, memberId, { name: 'bare', createdAt: new Date() });
    const session = hub.openCredentialSource(tagRole).openAccount(memberId);
    expect(await session.listUserTags('bare', noAbort)).toEqual({});
    expect(await session.listUserTags('nobody', noAbort)).toEqual({});
  });

  it('of the own account are read as the caller', async () => {
    addUser(simulator.organization, managementId, {
      name: 'admin',
      createdAt: new Date(),
      tags: { Owner: 'bert' },
    });
    const session = hub.openCredentialSource(tagRole).openAccount(managementId);
    expect(await session.listUserTags('admin', noAbort)).toEqual({ Owner: 'bert' });
    expect(session.takeApiCalls()).not.toHaveProperty('sts:AssumeRole');
  });

  it('cannot be read in a session that was not opened for it, though the role may', async () => {
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await expect(session.listUserTags('deploy', noAbort)).rejects.toMatchObject({
      code: 'access_denied',
      message: expect.stringMatching(/iam:ListUserTags[^]*session policy/),
    });
  });

  it('have a session of their own, however many sources share the hub', async () => {
    const plain = hub.openCredentialSource(testRole).openAccount(memberId);
    await plain.listAccessKeys('deploy', noAbort);
    const session = hub.openCredentialSource(tagRole).openAccount(memberId);
    expect(await session.listUserTags('deploy', noAbort)).toHaveProperty('Owner');
    expect(simulator.calls().byAction).toMatchObject({ 'sts:AssumeRole': 2 });
  });

  it('are asked for again where AWS throttles', async () => {
    simulator.setFaults([{ action: 'iam:ListUserTags', kind: 'throttle', times: 2 }]);
    const session = hub.openCredentialSource(tagRole).openAccount(memberId);
    expect(await session.listUserTags('deploy', noAbort)).toHaveProperty('Owner');
    expect(session.takeApiCalls()).toMatchObject({ 'iam:ListUserTags': 3 });
  });

  it('that a role may not read say which action to allow', async () => {
    simulator.setFaults([{ action: 'iam:ListUserTags', kind: 'access-denied' }]);
    const session = hub.openCredentialSource(tagRole).openAccount(memberId);
    await expect(session.listUserTags('deploy', noAbort)).rejects.toMatchObject({
      code: 'access_denied',
      retryable: false,
      message: expect.stringMatching(/Allow "iam:ListUserTags"/),
    });
  });
});
