import type { RolePolicies } from '@credsweep/core';
import {
  addAccessKey,
  addAccount,
  addRole,
  addUser,
  createOrganization,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStage, prepareReports, type ScanStage } from '@credsweep/testkit';
import { readPolicies, type RolesForm } from './roles/read-policies.ts';

const management = '100000000001';
const member = '200000000001';

describe('the policies that `roles` prints', { timeout: 60_000 }, () => {
  const ownerFlagsOfAll = ['--owner-tag', 'Owner', '--owner-account-tag', 'team'];
  test.each([
    { form: 'iam-json', ownerFlags: [] },
    { form: 'iam-json', ownerFlags: ownerFlagsOfAll },
    { form: 'cloudformation', ownerFlags: [] },
    { form: 'cloudformation', ownerFlags: ownerFlagsOfAll },
    { form: 'terraform', ownerFlags: [] },
    { form: 'terraform', ownerFlags: ownerFlagsOfAll },
  ] as const)(
    'as $form for scans with $ownerFlags allow what these and a doctor call, and nothing more',
    async ({ form, ownerFlags }) => {
      const organization = buildOrganization();
      const stage = await openTestStage(organization);
      const { policies } = await printPolicies(
        stage,
        ['--role-name', 'IamScanReader', ...ownerFlags],
        form,
      );
      const memberActions = actionsOf(policies.memberPermissionsPolicy);
      const hubActions = actionsOf(policies.hubPermissionsPolicy);

      // From here on the world grants what was printed, and no other thing.
      organization.hub.allowedActions = hubActions;
      addRole(organization, member, { name: 'IamScanReader', allowedActions: memberActions });
      stage.simulator.resetCalls();

      expect(await stage.run(['doctor', '--all', '--role-name', 'IamScanReader'])).toMatchObject({
        exitCode: 0,
      });
      await scanAll(stage, ownerFlags);
      // A key that is news is confirmed with IAM, after the baseline.
      for (const id of [management, member])
        addAccessKey(organization, id, 'bot', { createdAt: daysAgo(500) });
      prepareReports(organization, new Date());
      await scanAll(stage, ownerFlags);

      const calls = stage.simulator.calls();
      expect(calls.byOutcome).toEqual({ ok: calls.total });
      const called = (accountId: string): string[] => Object.keys(calls.byAccount[accountId] ?? {});
      expect(
        called(member)
          .filter((action) => action !== 'sts:AssumeRole')
          .toSorted(),
      ).toEqual(memberActions.toSorted());
      // Of the caller's calls, only GetCallerIdentity needs no permission; AssumeRole is counted with the role's account.
      expect(
        [
          ...called(management).filter((action) => action !== 'sts:GetCallerIdentity'),
          'sts:AssumeRole',
        ].toSorted(),
      ).toEqual(hubActions.toSorted());
      expect(called(member)).toContain('sts:AssumeRole');
    },
  );

  test('allow tags of users where a policy has an exemption by tag, or the configuration asks for owners', async () => {
    const stage = await openTestStage(createOrganization());
    await stage.write(
      'policy.yaml',
      'exemptions:\n  - tag: { key: purpose }\n    reason: agreed\n    expires: 2999-12-31\n',
    );
    const tagActions = async (args: readonly string[]): Promise<readonly string[]> => {
      const { policies } = await printPolicies(stage, args);
      return actionsOf(policies.hubPermissionsPolicy).filter((action) => action.includes('Tags'));
    };
    expect(await tagActions([])).toEqual([]);
    expect(await tagActions(['--policy', 'policy.yaml'])).toEqual(['iam:ListUserTags']);
    await stage.write('credsweep.config.yaml', 'owners:\n  accountTag: team\n');
    expect(await tagActions([])).toEqual(['organizations:ListTagsForResource']);
  });

  test('let the hub publish to the topics of the configuration, whose other secrets need not be at hand', async () => {
    const stage = await openTestStage(createOrganization());
    const [first, second] = ['one', 'two'].map(
      (name) => `arn:aws:sns:eu-central-1:${management}:${name}`,
    );
    await stage.write(
      'credsweep.config.yaml',
      [
        'alerts:',
        '  channels:',
        '    security: { type: slack, url: "${SLACK_WEBHOOK_URL}" }',
        `    first: { type: sns, topicArn: "${first}" }`,
        '    second: { type: sns, topicArn: "${SECOND_TOPIC}" }',
      ].join('\n'),
    );
    const args = ['roles', 'iam-json', '--hub-account', management];
    const run = await stage.run(args, { environment: { SECOND_TOPIC: second ?? '' } });
    const { hubPermissionsPolicy } = await readPolicies('iam-json', run.stdout);
    expect(hubPermissionsPolicy.Statement.at(-1)).toMatchObject({
      Action: ['sns:Publish'],
      Resource: [first, second],
    });
    const unset = await stage.run(args);
    expect(unset).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unset.stderr).toMatch(/channel second[^]*SECOND_TOPIC is not set/);
  });

  test('trust the account of the credentials at hand where no other is named, and say so', async () => {
    const stage = await openTestStage(createOrganization({ partition: 'aws-us-gov' }));
    const { policies, stderr } = await printPolicies(stage, []);
    expect(policies.memberTrustPolicy.Statement[0]?.Principal).toEqual({
      AWS: `arn:aws-us-gov:iam::${management}:root`,
    });
    expect(stderr).toContain(`trust account ${management}, for callers of the organization o-`);
    expect(policies.memberTrustPolicy.Statement[0]?.Condition).toEqual({
      StringEquals: { 'aws:PrincipalOrgID': expect.stringMatching(/^o-/) },
    });
  });

  test('ask nobody where all is named', async () => {
    const stage = await openTestStage(createOrganization());
    const hubRole = `arn:aws-cn:iam::${management}:role/audit/credsweep`;
    const { policies, stderr } = await printPolicies(stage, [
      '--hub-role',
      hubRole,
      '--role-name',
      'IamScanReader',
      '--external-id',
      'a-secret-word',
      '--organization-id',
      'o-ab12cd34ef',
    ]);
    expect(stderr).toBe('');
    expect(stage.simulator.calls().total).toBe(0);
    expect(policies.memberTrustPolicy.Statement).toMatchObject([
      {
        Principal: { AWS: `arn:aws-cn:iam::${management}:root` },
        Condition: {
          StringEquals: { 'sts:ExternalId': 'a-secret-word', 'aws:PrincipalOrgID': 'o-ab12cd34ef' },
          ArnEquals: { 'aws:PrincipalArn': hubRole },
        },
      },
    ]);
    expect(policies.hubPermissionsPolicy.Statement[1]?.Resource).toEqual([
      'arn:aws-cn:iam::*:role/IamScanReader',
    ]);
    expect(Object.keys(policies)).toEqual([
      'memberPermissionsPolicy',
      'memberTrustPolicy',
      'hubPermissionsPolicy',
    ]);
  });
});

describe('roles used wrongly', () => {
  test.each([
    [[], /Say in which form[^]*iam-json/],
    [['pulumi'], /no form "pulumi"[^]*cloudformation[^]*terraform[^]*iam-json/],
    [['iam-json', '--part', 'hub'], /--part is for templates/],
    [['terraform', '--part', 'all'], /Allowed choices are organization, account, hub/],
    [
      ['terraform', '--role-name', 'OrganizationAccountAccessRole'],
      /is the role that AWS Organizations creates/,
    ],
    [['iam-json', '--hub-account', '12'], /"12" is not an AWS account id/],
    [
      ['iam-json', '--hub-role', `arn:aws:sts::${management}:assumed-role/x/y`],
      /not the ARN of an IAM role/,
    ],
    [
      ['iam-json', '--hub-account', management, '--hub-role', `arn:aws:iam::${management}:role/x`],
      /the one or the other/,
    ],
    [
      ['iam-json', '--hub-role', `arn:aws:iam::${management}:role/x`, '--partition', 'aws-cn'],
      /not that of --hub-role/,
    ],
    [['iam-json', '--hub-account', management, '--organization-id', 'x'], /id of an organization/],
    [['iam-json', '--hub-account', management, '--external-id', ' '], /--external-id " " is not/],
  ])('%j says what is wrong, with 2', async (args, problem) => {
    const stage = await openTestStage(createOrganization());
    const run = await stage.run(['roles', ...args]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(problem);
  });

  test('says which flag to use where AWS does not tell who the caller is', async () => {
    const stage = await openTestStage(createOrganization());
    const run = await stage.run(['roles', 'iam-json'], {
      environment: { AWS_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA' },
    });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/--hub-account.*--hub-role/);
  });
});

async function openTestStage(organization: SimulatedOrganization): Promise<ScanStage> {
  const stage = await openStage({ organization });
  onTestFinished(() => stage.close());
  return stage;
}

/** Both accounts have a user with a key that must be named. */
function buildOrganization(): SimulatedOrganization {
  const organization = createOrganization();
  addAccount(organization, { id: member, roles: [] });
  for (const id of [management, member]) {
    addUser(organization, id, { name: 'bot', createdAt: daysAgo(600) });
    addAccessKey(organization, id, 'bot', { createdAt: daysAgo(550) });
  }
  return organization;
}

async function scanAll(stage: ScanStage, ownerFlags: readonly string[]): Promise<void> {
  const flags = ['--role-name', 'IamScanReader', '--key-ids', 'all', ...ownerFlags];
  const run = await stage.run(['scan', ...flags]);
  expect(run).toMatchObject({ exitCode: 0 });
}

async function printPolicies(
  stage: ScanStage,
  args: readonly string[],
  form: RolesForm = 'iam-json',
): Promise<{ readonly policies: RolePolicies; readonly stderr: string }> {
  const run = await stage.run(['roles', form, ...args]);
  expect(run).toMatchObject({ exitCode: 0 });
  return { policies: await readPolicies(form, run.stdout), stderr: run.stderr };
}

function actionsOf({ Statement }: RolePolicies['hubPermissionsPolicy']): string[] {
  return Statement.flatMap(({ Action }) => Action);
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000);
}
