import { addUser, ageReport, getAccount, replaceReport } from '@credsweep/simulator';
import { describe, expect, it } from 'vitest';
import {
  connectHub,
  createTestOrganization,
  memberId,
  noAbort,
  openTestHub,
  startTestSimulator,
  testRole,
} from './testing/open-test-hub.ts';
import {
  startWireTap,
  writeQueryAnswer,
  writeQueryError,
  type Tap,
} from './testing/start-wire-tap.ts';

const fourHoursMs = 4 * 3_600_000;

describe('the credential report of an account', () => {
  it('is fetched with the time it was generated', async () => {
    const now = new Date('2026-11-21T12:00:00Z');
    const organization = createTestOrganization();
    addUser(organization, memberId, {
      name: 'zoe',
      createdAt: now,
    });
    const { hub } = await openTestHub({ organization, now: () => now });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    expect(await session.fetchCredentialReport(noAbort)).toEqual({
      state: 'generating',
      retryAfterMs: 2_000,
    });
    expect(await session.fetchCredentialReport(noAbort)).toEqual({
      state: 'ready',
      csv: expect.stringMatching(/^user,arn,user_creation_time,[^]*\nzoe,/),
      generatedAt: now,
    });
  });

  it('that is being generated is looked for ever less often, and ordered only once', async () => {
    const organization = createTestOrganization();
    getAccount(organization, memberId).report.readyAfterMs = fourHoursMs;
    const { hub } = await openTestHub({ organization });
    const source = hub.openCredentialSource(testRole);
    const waits: number[] = [];
    for (let poll = 0; poll < 5; poll += 1) {
      const reply = await source.openAccount(memberId).fetchCredentialReport(noAbort);
      if (reply.state === 'generating') waits.push(reply.retryAfterMs);
    }
    expect(waits).toEqual([2_000, 500, 500, 1_000, 1_000]);
    const session = source.openAccount(memberId);
    await session.fetchCredentialReport(noAbort);
    expect(session.takeApiCalls()).toEqual({ 'iam:GetCredentialReport': 1 });
  });

  it('that another process has ordered is found in progress', async () => {
    const { simulator, hub } = await openTestHub();
    getAccount(simulator.organization, memberId).report.readyAfterMs = fourHoursMs;
    const other = connectHub(simulator).openCredentialSource(testRole).openAccount(memberId);
    await other.fetchCredentialReport(noAbort);
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'generating' });
    expect(session.takeApiCalls()).toEqual({
      'sts:AssumeRole': 1,
      'iam:GenerateCredentialReport': 1,
    });
  });

  it('that has been fetched starts the next wait anew', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.fetchCredentialReport(noAbort);
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'ready' });
    ageReport(getAccount(simulator.organization, memberId), fourHoursMs);
    expect(await session.fetchCredentialReport(noAbort)).toEqual({
      state: 'generating',
      retryAfterMs: 1_990,
    });
  });

  it('that is less than four hours old is not generated again', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.fetchCredentialReport(noAbort);
    const age = fourHoursMs - 60_000;
    ageReport(getAccount(simulator.organization, memberId), age);
    const reply = await session.fetchCredentialReport(noAbort);
    const generatedAt = reply.state === 'ready' ? reply.generatedAt.getTime() : 0;
    expect(Date.now() - generatedAt).toBeGreaterThanOrEqual(age);
  });

  it('that expires before it is fetched is generated again', async () => {
    const simulator = await startTestSimulator();
    let isAged = false;
    const session = await openTapped(simulator, (action) => {
      if (action === 'GetCredentialReport' && !isAged) {
        isAged = true;
        ageReport(getAccount(simulator.organization, memberId), fourHoursMs);
      }
      return undefined;
    });
    await session.fetchCredentialReport(noAbort);
    session.takeApiCalls();
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'generating' });
    expect(session.takeApiCalls()).toEqual({
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 1,
    });
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'ready' });
  });

  it.each([
    ['not present', 410, 'ReportNotPresent'],
    ['expired', 410, 'ReportExpired'],
  ])(
    'that AWS calls complete and then %s is asked for twice more, and then later',
    async (_what, status, code) => {
      const simulator = await startTestSimulator();
      const session = await openTapped(simulator, (action) => {
        if (action === 'GenerateCredentialReport')
          return writeQueryAnswer(action, '<State>COMPLETE</State>');
        return action === 'GetCredentialReport' ? writeQueryError(status, code) : undefined;
      });
      expect(await session.fetchCredentialReport(noAbort)).toEqual({
        state: 'generating',
        retryAfterMs: 2_000,
      });
      expect(session.takeApiCalls()).toEqual({
        'sts:AssumeRole': 1,
        'iam:GenerateCredentialReport': 3,
        'iam:GetCredentialReport': 3,
      });
    },
  );

  it('that AWS calls complete and then in progress is asked for later', async () => {
    const simulator = await startTestSimulator();
    const session = await openTapped(simulator, (action) => {
      if (action === 'GenerateCredentialReport')
        return writeQueryAnswer(action, '<State>COMPLETE</State>');
      return action === 'GetCredentialReport'
        ? writeQueryError(404, 'ReportInProgress')
        : undefined;
    });
    expect(await session.fetchCredentialReport(noAbort)).toEqual({
      state: 'generating',
      retryAfterMs: 2_000,
    });
    expect(session.takeApiCalls()).toEqual({
      'sts:AssumeRole': 1,
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 1,
    });
  });

  it.each([
    ['content', '<GeneratedTime>2026-11-21T12:00:00Z</GeneratedTime>', 'it has no content'],
    [
      'any bytes',
      '<Content></Content><GeneratedTime>2026-11-21T12:00:00Z</GeneratedTime>',
      'it has no content',
    ],
    ['a time', '<Content>dXNlcixhcm4=</Content>', 'it does not say when it was generated'],
    [
      'valid UTF-8',
      '<Content>dXNlcv8=</Content><GeneratedTime>2026-11-21T12:00:00Z</GeneratedTime>',
      'it is not valid UTF-8',
    ],
  ])('without %s is malformed', async (_what, xml, problem) => {
    const simulator = await startTestSimulator();
    const session = await openTapped(simulator, (action) => {
      if (action === 'GenerateCredentialReport')
        return writeQueryAnswer(action, '<State>COMPLETE</State>');
      return action === 'GetCredentialReport' ? writeQueryAnswer(action, xml) : undefined;
    });
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'report_malformed',
      message: expect.stringContaining(
        `account ${memberId} (iam:GetCredentialReport) cannot be used: ${problem}`,
      ),
    });
  });

  it('that is damaged is handed on as it is: to judge it is not our trade', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.fetchCredentialReport(noAbort);
    replaceReport(getAccount(simulator.organization, memberId), 'user,arn\nbroken');
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ csv: 'user,arn\nbroken' });
  });
});

async function openTapped(simulator: Awaited<ReturnType<typeof startTestSimulator>>, tap: Tap) {
  const { endpoint } = await startWireTap(simulator, tap);
  return connectHub(simulator, { endpoint }).openCredentialSource(testRole).openAccount(memberId);
}
