import { everyAccount, policyPresets, type Scan } from '@credsweep/core';
import { expect, test } from 'vitest';
import { createClosingChoice } from './choose-closings.ts';

const ofCommand = { callerAccountId: '123456789012' };
const ofFolder = { reportsFolder: 'reports' };

test.each([
  ['its own scan', {}, 7, 7, [true, true]],
  ['the scan of a service, as a service', {}, null, 7, [true, true]],
  ['the scan of a service, as a command', {}, 8, 7, [false, false]],
  ['the scan of another command, as a service', ofCommand, null, 7, [false, true]],
  ['the scan of another command, as a command', ofCommand, 8, 7, [false, true]],
  ['the scan of a folder, as a service', ofFolder, null, 7, [false, true]],
])(
  '%s: closed at once, and after half a minute',
  async (_name, settings, own, scanId, expected) => {
    let nowMs = 0;
    const findScan = async (): Promise<Scan> => buildScan(settings);
    const closesHere = createClosingChoice({ findScan }, own, () => nowMs);
    const first = await closesHere(scanId);
    nowMs = 30_000;
    expect([first, await closesHere(scanId)]).toEqual(expected);
  },
);

function buildScan(settings: Partial<Scan['settings']>): Scan {
  return {
    scanId: 7,
    organizationId: 'o-example',
    state: 'closing',
    asOf: new Date(0),
    startedAt: new Date(0),
    finishedAt: null,
    policy: policyPresets.default,
    settings: {
      selection: everyAccount,
      roleName: 'role',
      externalId: null,
      keyIds: 'flagged',
      reportsFolder: null,
      ...settings,
    },
    failure: null,
  };
}
