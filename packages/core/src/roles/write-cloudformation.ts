import {
  callFunction,
  keepLines,
  nameCondition,
  printCloudFormation,
  refer,
} from './cloudformation-yaml.ts';
import { splitRoleName } from './role-name.ts';
import type { RolePolicies, RolePolicyOptions } from './role-policies.ts';
import {
  findAttachableRole,
  memberPolicyName,
  organizationalUnitPattern,
  stackSetName,
  templateWords,
  writePortablePolicies,
  type RoleTemplatePart,
} from './role-template.ts';

/** Writes a part of the roles as a CloudFormation template in YAML, for any partition. */
export function writeCloudFormation(options: RolePolicyOptions, part: RoleTemplatePart): string {
  const policies = writePortablePolicies(options, '${AWS::Partition}');
  if (part === 'account') return writeMemberTemplate(options);
  if (part === 'hub') {
    return printCloudFormation(
      {
        ...head(templateWords.hub),
        Resources: { HubPolicy: hubPolicy(options, policies) },
        Outputs: { HubPolicyArn: { Value: refer('HubPolicy') } },
      },
      { spaced: true },
    );
  }
  return printCloudFormation(
    {
      ...head(
        `credsweep: the role ${options.roleName} in every account, and the policy of the hub`,
      ),
      Parameters: {
        OrganizationalUnitIds: {
          Type: 'CommaDelimitedList',
          AllowedPattern: organizationalUnitPattern,
          Description: templateWords.organizationalUnits,
        },
        CallAs: {
          Type: 'String',
          AllowedValues: ['SELF', 'DELEGATED_ADMIN'],
          Default: 'SELF',
          Description: templateWords.callAs,
        },
      },
      Conditions: {
        IsHub: callFunction('!Equals', [refer('AWS::AccountId'), options.hub.accountId]),
        NeedsRole: callFunction('!And', [
          callFunction('!Not', [nameCondition('IsHub')]),
          callFunction('!Equals', [refer('CallAs'), 'SELF']),
        ]),
      },
      Resources: {
        MemberRoles: memberRoles(writeMemberTemplate(options)),
        RoleOfThisAccount: { Condition: 'NeedsRole', ...memberRole(options, policies) },
        HubPolicy: { Condition: 'IsHub', ...hubPolicy(options, policies) },
      },
      Outputs: { HubPolicyArn: { Condition: 'IsHub', Value: refer('HubPolicy') } },
    },
    { spaced: true, comment: organizationComment },
  );
}

/** The template of one account, which StackSets deploy too. */
export function writeMemberTemplate(options: RolePolicyOptions): string {
  const policies = writePortablePolicies(options, '${AWS::Partition}');
  return printCloudFormation({
    ...head(templateWords.member),
    Resources: { Role: memberRole(options, policies) },
  });
}

function head(description: string) {
  return { AWSTemplateFormatVersion: '2010-09-09', Description: description };
}

function memberRole({ roleName }: RolePolicyOptions, policies: RolePolicies) {
  const { name, path } = splitRoleName(roleName);
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      ...(path === '/' ? {} : { Path: path }),
      Description: templateWords.member,
      AssumeRolePolicyDocument: policies.memberTrustPolicy,
      Policies: [
        { PolicyName: memberPolicyName, PolicyDocument: policies.memberPermissionsPolicy },
      ],
    },
  };
}

function hubPolicy(options: RolePolicyOptions, { hubPermissionsPolicy }: RolePolicies) {
  const role = findAttachableRole(options);
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: templateWords.hub,
      PolicyDocument: hubPermissionsPolicy,
      ...(role === null ? {} : { Roles: [role] }),
    },
  };
}

/** An account that fails keeps no other from its role: a scan names those that it cannot enter. */
function memberRoles(template: string) {
  return {
    Type: 'AWS::CloudFormation::StackSet',
    Properties: {
      StackSetName: stackSetName,
      Description: templateWords.member,
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: refer('CallAs'),
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      OperationPreferences: {
        FailureTolerancePercentage: 100,
        MaxConcurrentPercentage: 100,
        RegionConcurrencyType: 'PARALLEL',
      },
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: refer('OrganizationalUnitIds') },
          Regions: [refer('AWS::Region')],
        },
      ],
      TemplateBody: keepLines(template),
    },
  };
}

const organizationComment = ` Deploy it in the management account, or in that of a delegated administrator of StackSets.
 A StackSet has no stack in the management account. Deployed there, this template creates the role beside it where a
 scan needs it; deployed elsewhere, give the management account the part "account". The hub needs no role of its own.`;
