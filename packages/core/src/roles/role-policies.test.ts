import { describe, expect, it } from 'vitest';
import { accountReadActions } from './account-read-actions.ts';
import { writeRolePolicies, type RolePolicyOptions } from './role-policies.ts';

const options: RolePolicyOptions = {
  roleName: 'IamScanReader',
  hub: { kind: 'account', accountId: '100000000001' },
  partition: 'aws',
  externalId: null,
  organizationId: null,
};

describe('the policies of the roles', () => {
  it('let the role do exactly what a scan does in an account', () => {
    const statements = writeRolePolicies(options).memberPermissionsPolicy.Statement;
    expect(statements.map(({ Action }) => Action)).toEqual([accountReadActions]);
  });

  it('let the hub publish to the topics of the alerts, and to no other', () => {
    const topic = 'arn:aws:sns:eu-central-1:100000000001:keys';
    const { hubPermissionsPolicy } = writeRolePolicies({ ...options, alertTopicArns: [topic] });
    expect(hubPermissionsPolicy.Statement.at(-1)).toEqual({
      Sid: 'SendAlerts',
      Effect: 'Allow',
      Action: 'sns:Publish',
      Resource: [topic],
    });
  });

  it('let tags of users and of accounts be read only where scans read them', () => {
    const actionsOf = (changes: Partial<RolePolicyOptions>) => {
      const policies = writeRolePolicies({ ...options, ...changes });
      const flatten = ({ Statement }: typeof policies.hubPermissionsPolicy) =>
        Statement.flatMap(({ Action }) => Action);
      return [
        flatten(policies.memberPermissionsPolicy),
        flatten(policies.hubPermissionsPolicy),
      ].map((actions) => actions.filter((action) => action.includes('Tags')));
    };
    expect(actionsOf({})).toEqual([[], []]);
    expect(actionsOf({ readsUserTags: true })).toEqual([
      ['iam:ListUserTags'],
      ['iam:ListUserTags'],
    ]);
    expect(actionsOf({ readsAccountTags: true })).toEqual([
      [],
      ['organizations:ListTagsForResource'],
    ]);
  });

  it('let the whole hub account in, on no condition, where nothing else is asked for', () => {
    expect(writeRolePolicies(options).memberTrustPolicy.Statement).toEqual([
      {
        Sid: 'LetTheHubEnter',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::100000000001:root' },
        Action: 'sts:AssumeRole',
      },
    ]);
  });

  it('let only one role of the organization in who knows the external id, where all is asked for', () => {
    const roleArn = 'arn:aws-cn:iam::100000000001:role/audit/hub';
    const policies = writeRolePolicies({
      ...options,
      hub: { kind: 'role', accountId: '100000000001', roleArn },
      partition: 'aws-cn',
      externalId: 'unguessable',
      organizationId: 'o-ab12cd34ef',
    });
    expect(policies.memberTrustPolicy.Statement[0]).toMatchObject({
      Principal: { AWS: 'arn:aws-cn:iam::100000000001:root' },
      Condition: {
        StringEquals: { 'sts:ExternalId': 'unguessable', 'aws:PrincipalOrgID': 'o-ab12cd34ef' },
        ArnEquals: { 'aws:PrincipalArn': roleArn },
      },
    });
  });

  it('let the hub assume the role of that name in every account, path and partition included', () => {
    const policies = writeRolePolicies({
      ...options,
      partition: 'aws-us-gov',
      roleName: '/audit/IamScanReader',
    });
    expect(policies.hubPermissionsPolicy.Statement).toContainEqual({
      Sid: 'EnterTheAccounts',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: 'arn:aws-us-gov:iam::*:role/audit/IamScanReader',
    });
  });

  it('let the hub read its own account, which no role is assumed in', () => {
    const statements = writeRolePolicies(options).hubPermissionsPolicy.Statement;
    expect(statements.map(({ Action }) => Action)).toContainEqual(accountReadActions);
  });
});
