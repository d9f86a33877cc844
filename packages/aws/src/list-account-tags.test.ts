import { addDelegatedAdministrator, getAccount } from '@credsweep/simulator';
import { describe, expect, it } from 'vitest';
import { createReportsFolder } from './reports-folder.ts';
import { memberId, noAbort, openTestHub } from './testing/open-test-hub.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('the tags of an account', () => {
  it('are told with one call, which is counted', async () => {
    const { simulator, hub } = await openTestHub();
    getAccount(simulator.organization, memberId).tags = { team: 'payments', note: '' };
    expect(await hub.directory.listAccountTags(memberId, noAbort)).toEqual({
      team: 'payments',
      note: '',
    });
    expect(hub.directory.takeApiCalls()).toMatchObject({ 'organizations:ListTagsForResource': 1 });
  });

  it('are none for an account that has left', async () => {
    const { hub } = await openTestHub();
    expect(await hub.directory.listAccountTags('999999999999', noAbort)).toEqual({});
  });

  it('can be read by a delegated administrator, too', async () => {
    const { simulator, hub } = await openTestHub();
    getAccount(simulator.organization, memberId).tags = { team: 'payments' };
    addDelegatedAdministrator(simulator.organization, memberId);
    simulator.organization.hub.accountId = memberId;
    expect(await hub.directory.listAccountTags(memberId, noAbort)).toEqual({ team: 'payments' });
  });

  it('that the caller may not read say which action to allow, or what to leave out', async () => {
    const { simulator, hub } = await openTestHub();
    simulator.organization.hub.allowedActions = ['organizations:List*Accounts', 'sts:*'];
    await expect(hub.directory.listAccountTags(memberId, noAbort)).rejects.toMatchObject({
      code: 'access_denied',
      message: expect.stringMatching(
        /may not call organizations:ListTagsForResource[^]*without owners\.accountTag/,
      ),
    });
  });

  it('of many accounts are asked for no faster than AWS allows', async () => {
    const { simulator, hub } = await openTestHub({
      rateLimits: { 'organizations:ListTagsForResource': { ratePerSecond: 12, burst: 18 } },
    });
    await Promise.all(
      Array.from({ length: 24 }, () => hub.directory.listAccountTags(memberId, noAbort)),
    );
    expect(simulator.calls().byOutcome).toEqual({ ok: simulator.calls().total });
  });

  it('are asked for again where AWS throttles all the same', async () => {
    const { simulator, hub } = await openTestHub({
      faults: [{ action: 'organizations:ListTagsForResource', kind: 'throttle', times: 1 }],
    });
    getAccount(simulator.organization, memberId).tags = { team: 'payments' };
    expect(await hub.directory.listAccountTags(memberId, noAbort)).toEqual({ team: 'payments' });
  });

  it('are not asked of a folder of reports', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credsweep-reports-'));
    try {
      await writeFile(join(folder, `${memberId}.csv`), 'x');
      const { directory, source } = await createReportsFolder(folder);
      await expect(directory.listAccountTags(memberId, noAbort)).rejects.toMatchObject({
        code: 'internal_error',
      });
      await expect(source.openAccount(memberId).listUserTags('x', noAbort)).rejects.toMatchObject({
        code: 'internal_error',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
