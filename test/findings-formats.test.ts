import {
  policyPresets,
  toAsffClosedKeyFinding,
  toAsffKeyFinding,
  toAsffStaleUser,
  toAsffUnreadAccount,
  toOcsfClosedKeyFinding,
  toOcsfKeyFinding,
  toOcsfStaleUser,
  toOcsfUnreadAccount,
} from '@credsweep/core';
import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  deleteAccessKey,
  removeRole,
  setAccountState,
  setAccessKeyStatus,
} from '@credsweep/simulator';
import { openStage, prepareReports, type ScanStage } from '@credsweep/testkit';
import fc from 'fast-check';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closedFindings,
  keyFindings,
  staleUsers,
  unreadAccounts,
} from './findings-formats/arbitrary-findings.ts';
import { checkAsffFinding } from './findings-formats/check-asff-finding.ts';
import { checkOcsfEvent } from './findings-formats/check-ocsf-event.ts';
import { buildEveryCaseWorld, daysBefore, worldAccounts } from './oracle/every-case-world.ts';
import { readView } from './oracle/read-views.ts';

const unreadable = { id: '300000000001', name: 'closed "shop" <b>\u202e' };
const suspended = '400000000001';
const securityHub = '999999999999';

describe('the findings of a scan in which one account failed and one was skipped', () => {
  let stage: ScanStage;
  let highRiskKeys: readonly Readonly<Record<string, unknown>>[];
  let staleUserArns: readonly unknown[];

  beforeAll(async () => {
    const organization = buildEveryCaseWorld(wholeSecond(new Date()));
    addAccount(organization, unreadable);
    addAccount(organization, { id: suspended });
    removeRole(organization, unreadable.id, 'OrganizationAccountAccessRole');
    setAccountState(organization, suspended, 'SUSPENDED');
    stage = await openStage({ organization });
    const run = await stage.run(['scan', '--format', 'json']);
    if (run.exitCode !== 3) throw new Error(run.stderr);
    highRiskKeys = await readView(stage.database.pool, 'aws_accesskey_highrisk');
    staleUserArns = (await readView(stage.database.pool, 'aws_staleuser_details'))
      .filter((row) => row['is_stale'] === true)
      .map((row) => row['user_arn']);
  });
  afterAll(() => stage?.close());

  describe('as OCSF events', () => {
    let events: readonly OcsfEvent[];
    beforeAll(async () => {
      events = readEvents(await report(stage, '--format', 'ocsf'));
    });

    test('follow the schema, every one', () => {
      expect(events.length).toBeGreaterThan(50);
      expect(events.flatMap((event) => checkOcsfEvent(event))).toEqual([]);
    });

    test('are those of the views: one for each key, user and account, and one for the scan', () => {
      const keys = events.filter((event) => event.metadata.event_code === 'high_risk_access_key');
      expect(sort(keys.map((event) => event.unmapped['finding_id']))).toEqual(
        sort(highRiskKeys.map((row) => row['finding_id'])),
      );
      expect(sort(keys.map((event) => event.unmapped['access_key_id']))).toEqual(
        sort(highRiskKeys.map((row) => row['access_key_id'])),
      );
      const users = events.filter((event) => event.metadata.event_code === 'stale_user');
      expect(sort(users.map((event) => event.user?.uid))).toEqual(sort(staleUserArns));
      expect(events).toHaveLength(1 + 1 + highRiskKeys.length + staleUserArns.length);
    });

    test('begin with the scan, which tells how much of the organization it covers', () => {
      expect(events[0]).toMatchObject({
        class_uid: 6007,
        activity_name: 'Completed',
        status: 'Partial',
        status_detail: '4 of 5 accounts read, 1 failed, 1 skipped',
        num_detections: highRiskKeys.length + staleUserArns.length,
        unmapped: { coverage: { accounts: 6, scanned: 4, failed: 1, skipped: 1 } },
      });
    });

    test('tell of the account that could not be read, and not of the suspended one', () => {
      const unread = events.filter((event) => event.class_uid === 2003);
      expect(unread).toMatchObject([
        {
          cloud: { account: { uid: unreadable.id, name: unreadable.name } },
          compliance: { status: 'Warning', status_code: 'role_missing_or_denied' },
        },
      ]);
    });

    test('have a name of their own each', () => {
      expect(new Set(events.map((event) => event.metadata.uid)).size).toBe(events.length);
    });

    test('keep names that mean something elsewhere', () => {
      const names = new Set(events.map((event) => event.user?.name));
      for (const name of ['=1+2@corp', '+plus', '-minus', '@at', 'oneil,pat', '<root_account>'])
        expect(names).toContain(name);
      const accounts = new Set(events.map((event) => event.cloud.account?.name));
      expect(accounts).toContain('=HYPERLINK("http://x")');
      expect(accounts).toContain('Labor Zürich – 実験室');
    });
  });

  describe('in the AWS Security Finding Format', () => {
    let batches: readonly (readonly AsffFinding[])[];
    beforeAll(async () => {
      batches = readBatches(await report(stage, '--format', 'asff'));
    });

    test('follow the format, every one', () => {
      expect(batches.flat().flatMap((finding) => checkAsffFinding(finding))).toEqual([]);
    });

    test('are those of the views', () => {
      const of = (generator: string) =>
        batches.flat().filter((finding) => finding.GeneratorId === `credsweep/${generator}`);
      expect(
        sort(
          of('high-risk-access-key').map(
            ({ ProductFields }) => ProductFields['credsweep/FindingId'],
          ),
        ),
      ).toEqual(sort(highRiskKeys.map((row) => row['finding_id'])));
      expect(sort(of('stale-user').map((finding) => finding.Resources[0]?.Id))).toEqual(
        sort(staleUserArns),
      );
      expect(of('unread-account').map((finding) => finding.AwsAccountId)).toEqual([unreadable.id]);
      expect(batches.flat()).toHaveLength(highRiskKeys.length + staleUserArns.length + 1);
    });

    test('have an id of their own each', () => {
      const ids = batches.flat().map((finding) => finding.Id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('come in batches that one call takes: of one account, at most 100', () => {
      for (const batch of batches) {
        expect(new Set(batch.map((finding) => finding.AwsAccountId)).size).toBe(1);
        expect(batch.length).toBeLessThanOrEqual(100);
      }
    });

    test('name a central account instead, where one is given', async () => {
      const central = readBatches(
        await report(
          stage,
          '--format=asff',
          `--security-hub-account=${securityHub}`,
          '--security-hub-region=eu-central-1',
        ),
      );
      const count = highRiskKeys.length + staleUserArns.length + 1;
      expect(central.map((batch) => batch.length)).toEqual(
        Array.from({ length: Math.ceil(count / 100) }, (_, index) =>
          Math.min(100, count - index * 100),
        ),
      );
      expect(central.flat().flatMap((finding) => checkAsffFinding(finding))).toEqual([]);
      expect(new Set(central.flat().map((finding) => finding.ProductArn))).toEqual(
        new Set([`arn:aws:securityhub:eu-central-1:${securityHub}:product/${securityHub}/default`]),
      );
      expect(central.flat().map((finding) => finding.Id)).toEqual(
        batches.flat().map((finding) => finding.Id),
      );
    });
  });

  test.each(['ocsf', 'asff'])('go to a file beside the report with --out (%s)', async (format) => {
    const printed = await report(stage, '--format', format);
    const folder = join(stage.folder, `out-${format}`);
    expect(await report(stage, '--format', format, '--out', folder)).toBe('');
    const name = `findings.${format}.ndjson`;
    expect(await readFile(join(folder, name), 'utf8')).toBe(printed);
    expect(await readdir(folder)).toContain('report.html');
  });

  test('are the same findings in the next scan, and those of the first are still to be had', async () => {
    const [ocsf, asff] = [
      await report(stage, '--format', 'ocsf'),
      await report(stage, '--format', 'asff'),
    ];
    const run = await stage.run(['scan']);
    expect(run.exitCode, run.stderr).toBe(3);
    const events = readEvents(await report(stage, '--format', 'ocsf'));
    expect(events.map((event) => event.finding_info?.uid)).toEqual(
      readEvents(ocsf).map((event) => event.finding_info?.uid),
    );
    const keys = events.filter((event) => event.metadata.event_code === 'high_risk_access_key');
    expect(new Set(keys.map((event) => event.activity_name))).toEqual(new Set(['Update']));
    const findings = readBatches(await report(stage, '--format', 'asff'));
    const before = readBatches(asff).flat();
    expect(findings.flat().map(identify)).toEqual(before.map(identify));
    for (const [index, finding] of findings.flat().entries())
      expect(Date.parse(finding.UpdatedAt)).toBeGreaterThan(
        Date.parse(before[index]?.UpdatedAt ?? ''),
      );
    expect(await report(stage, '--format', 'ocsf', '--scan', '1')).toBe(ocsf);
    expect(await report(stage, '--format', 'asff', '--scan', '1')).toBe(asff);
  });

  test.each([
    [['--format', 'ocsf', '--table', 'aws_accesskey_highrisk'], 'leave out --table'],
    [['--format', 'ocsf', '--security-hub-account', securityHub], 'for --format asff only'],
    [['--format', 'asff', '--security-hub-account', 'prod'], '12 digits'],
    [['--format', 'asff', '--security-hub-region', 'Frankfurt'], 'such as eu-west-1'],
  ])('are refused for %j', async (args, message) => {
    const run = await stage.run(['report', ...args]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stdout).toBe('');
  });
});

test('a key that was fixed or exempted is closed where it was reported', async () => {
  const accountId = '100000000001';
  const organization = createOrganization();
  const now = new Date();
  const keys = ['deleted', 'inactive', 'exempted', 'untouched'].map((name) => {
    addUser(organization, accountId, { name, createdAt: daysBefore(now, 900) });
    return addAccessKey(organization, accountId, name, { createdAt: daysBefore(now, 800) }).id;
  });
  const [deleted = '', inactive = '', exempted = '', untouched = ''] = keys;
  const stage = await openStage({ organization });
  try {
    await stage.run(['scan']);
    const first = readEvents(await report(stage, '--format', 'ocsf'));
    expect(describeKeys(first)).toEqual({
      [deleted]: 'New',
      [inactive]: 'New',
      [exempted]: 'New',
      [untouched]: 'New',
    });
    deleteAccessKey(organization, accountId, 'deleted', deleted);
    setAccessKeyStatus(organization, accountId, 'inactive', inactive, 'Inactive');
    prepareReports(organization, new Date());
    const exempt = await stage.run([
      'alerts',
      'exempt',
      exempted,
      '--until=2999-12-31',
      '--reason=the vendor replaces it',
    ]);
    expect(exempt.exitCode, exempt.stderr).toBe(0);
    await stage.run(['scan']);
    const second = readEvents(await report(stage, '--format', 'ocsf'));
    expect(second.flatMap((event) => checkOcsfEvent(event))).toEqual([]);
    expect(describeKeys(second)).toEqual({
      [deleted]: 'Resolved',
      [inactive]: 'Resolved',
      [exempted]: 'Suppressed',
      [untouched]: 'New',
    });
    const findings = readBatches(await report(stage, '--format', 'asff')).flat();
    expect(findings.flatMap((finding) => checkAsffFinding(finding))).toEqual([]);
    const archived = findings.filter((finding) => finding.RecordState === 'ARCHIVED');
    expect(sort(archived.map((finding) => finding.Id))).toEqual(
      sort([deleted, inactive, exempted].map((id) => `credsweep/${accountId}/access-key/${id}`)),
    );
    expect(
      describeKeys(readEvents(await report(stage, '--format', 'ocsf', '--scan', '1'))),
    ).toEqual(describeKeys(first));
  } finally {
    await stage.close();
  }
}, 120_000);

test('an empty organization is no silence: there is the event of its scan', async () => {
  const organization = buildEveryCaseWorld(new Date());
  const stage = await openStage({ organization });
  try {
    await stage.run(['scan', '--account', worldAccounts.empty]);
    expect(readEvents(await report(stage, '--format', 'ocsf'))).toMatchObject([
      { class_uid: 6007, status: 'Success', num_detections: 0, total: 1 },
    ]);
    expect(await report(stage, '--format', 'asff')).toBe('');
  } finally {
    await stage.close();
  }
});

describe('whatever a finding is made of, it follows the schema', () => {
  const context = {
    organizationId: 'o-abc',
    scanId: 1,
    policy: policyPresets.default,
    productVersion: '1.0.0',
    region: null,
    importAccountId: null,
  };

  test('as a key', () => {
    fc.assert(
      fc.property(keyFindings, (finding) => {
        expect(checkOcsfEvent(throughJson(toOcsfKeyFinding(finding, context)))).toEqual([]);
        expect(checkAsffFinding(throughJson(toAsffKeyFinding(finding, context)))).toEqual([]);
      }),
    );
  });

  test('as a key whose finding is closed', () => {
    fc.assert(
      fc.property(closedFindings, (finding) => {
        expect(checkOcsfEvent(throughJson(toOcsfClosedKeyFinding(finding, context)))).toEqual([]);
        expect(checkAsffFinding(throughJson(toAsffClosedKeyFinding(finding, context)))).toEqual([]);
      }),
    );
  });

  test('as a stale user', () => {
    fc.assert(
      fc.property(staleUsers, (user) => {
        expect(checkOcsfEvent(throughJson(toOcsfStaleUser(user, context)))).toEqual([]);
        expect(checkAsffFinding(throughJson(toAsffStaleUser(user, context)))).toEqual([]);
      }),
    );
  });

  test('as an account that was not read', () => {
    fc.assert(
      fc.property(unreadAccounts, (account) => {
        expect(checkOcsfEvent(throughJson(toOcsfUnreadAccount(account, context)))).toEqual([]);
        expect(checkAsffFinding(throughJson(toAsffUnreadAccount(account, 'aws', context)))).toEqual(
          [],
        );
      }),
    );
  });
});

describe('the checks themselves find', () => {
  const [finding] = fc.sample(keyFindings, { numRuns: 1, seed: 1 });
  const context = { organizationId: null, scanId: 1, policy: policyPresets.default };
  const event = finding === undefined ? {} : toOcsfKeyFinding(finding, context);
  const asff =
    finding === undefined
      ? {}
      : toAsffKeyFinding(finding, { ...context, region: null, importAccountId: null });

  test.each([
    ['a class that is not there', { class_uid: 2099 }, 'class_uid'],
    ['a value that is no choice', { severity_id: 7 }, 'severity_id'],
    ['a caption that is another one', { severity: 'Severe' }, 'severity'],
    ['an attribute that is not there', { owner: 'me' }, 'owner'],
    ['a missing one', { finding_info: undefined }, 'finding_info'],
    ['a time in seconds', { time: 1_770_000_000 }, 'time'],
    ['a type of another activity', { activity_id: 3 }, 'type_uid'],
    ['none of those of which one is needed', { identity_activity_metrics: undefined }, 'needs one'],
  ])('in an event %s', (_what, differences, problem) => {
    expect(checkOcsfEvent(throughJson({ ...event, ...differences })).join()).toContain(problem);
  });

  test.each([
    ['a text that is too long', { Title: 'x'.repeat(257) }, 'Title'],
    ['a blank one', { Title: ' ' }, 'Title'],
    ['a missing field', { Resources: undefined }, 'Resources'],
    ['a field that is not there', { Owner: 'me' }, 'Owner'],
    ['a value that is no choice', { RecordState: 'OPEN' }, 'RecordState'],
    ['a product of another account', { AwsAccountId: securityHub }, 'ProductArn'],
  ])('in a finding %s', (_what, differences, problem) => {
    expect(checkAsffFinding(throughJson({ ...asff, ...differences })).join()).toContain(problem);
  });
});

async function report(stage: ScanStage, ...args: readonly string[]): Promise<string> {
  const run = await stage.run(['report', ...args]);
  expect(run.exitCode, run.stderr).toBe(0);
  return run.stdout;
}

function readEvents(text: string): readonly OcsfEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function readBatches(text: string): readonly (readonly AsffFinding[])[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function sort(values: readonly unknown[]): readonly string[] {
  return values.map(String).toSorted((left, right) => (left < right ? -1 : 1));
}

/** The status of each key's finding by the id of the key. */
function describeKeys(events: readonly OcsfEvent[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    events
      .filter((event) => event.metadata.event_code.startsWith('high_risk_access_key'))
      .map((event) => [String(event.unmapped['access_key_id']), event.status]),
  );
}

/** What makes Security Hub update a finding instead of adding one, and since when there is the issue. */
function identify({ Id, ProductArn, CreatedAt, GeneratorId }: AsffFinding): string {
  return [Id, ProductArn, GeneratorId === 'credsweep/unread-account' ? '' : CreatedAt].join();
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}

type OcsfEvent = {
  readonly class_uid: number;
  readonly activity_name: string;
  readonly status: string;
  readonly metadata: { readonly uid: string; readonly event_code: string };
  readonly finding_info?: { readonly uid: string };
  readonly user?: { readonly uid: string; readonly name: string };
  readonly cloud: { readonly account?: { readonly name: string } };
  readonly unmapped: Readonly<Record<string, unknown>>;
};

type AsffFinding = Readonly<
  Record<
    | 'Id'
    | 'GeneratorId'
    | 'AwsAccountId'
    | 'ProductArn'
    | 'CreatedAt'
    | 'UpdatedAt'
    | 'RecordState',
    string
  >
> & {
  readonly ProductFields: Readonly<Record<string, string>>;
  readonly Resources: readonly { readonly Id: string }[];
};
