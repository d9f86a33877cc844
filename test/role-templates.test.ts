import {
  roleTemplateParts,
  writeCloudFormation,
  writeRolePolicies,
  writeTerraform,
  type RolePolicyOptions,
} from '@credsweep/core';
import { execFile } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { checkCloudFormation } from './roles/check-cloudformation.ts';
import {
  readCloudFormation,
  readMemberTemplate,
  type CloudFormationTemplate,
} from './roles/read-cloudformation.ts';
import { readPolicies } from './roles/read-policies.ts';
import { readHeredoc, readTerraform, type TerraformModule } from './roles/read-terraform.ts';

const hubAccount = '012345678901';
const least: RolePolicyOptions = {
  roleName: 'CredsweepReader',
  hub: { kind: 'account', accountId: hubAccount },
  partition: 'aws',
  externalId: null,
  organizationId: null,
};
const most: RolePolicyOptions = {
  roleName: 'audit/CredsweepReader',
  hub: {
    kind: 'role',
    accountId: hubAccount,
    roleArn: `arn:aws-us-gov:iam::${hubAccount}:role/tools/credsweep`,
  },
  partition: 'aws-us-gov',
  // What a reader of YAML 1.1 takes for a number, where nothing quotes it.
  externalId: '0123456',
  organizationId: 'o-ab12cd34ef',
  readsUserTags: true,
  readsAccountTags: true,
  alertTopicArns: [`arn:aws-us-gov:sns:us-gov-west-1:${hubAccount}:keys`],
};
const cases = [
  ['the least that can be asked for', least],
  ['all that can be asked for', most],
] as const;

describe.each(cases)('templates for %s', (_name, options) => {
  test.each(['cloudformation', 'terraform'] as const)(
    'as %s hold the policies of iam-json, in whatever partition they are deployed',
    async (form) => {
      const text = writers[form](options, 'organization');
      for (const partition of ['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc']) {
        const moved = JSON.stringify(options)
          .replaceAll('arn:aws-us-gov:iam', `arn:${partition}:iam`)
          .replace(`"partition":"${options.partition}"`, `"partition":"${partition}"`);
        const expected = writeRolePolicies(JSON.parse(moved) as RolePolicyOptions);
        expect(await readPolicies(form, text, partition)).toEqual(
          await readPolicies('iam-json', JSON.stringify(expected)),
        );
      }
    },
  );

  test.each(roleTemplateParts)('are valid CloudFormation: the part %s', (part) => {
    const text = writeCloudFormation(options, part);
    const template = readCloudFormation(text);
    expect(checkCloudFormation(template)).toEqual([]);
    // As text in the request that creates it. Source: CloudFormation quotas.
    expect(text.length).toBeLessThan(51_200);
    if (part === 'organization')
      expect(checkCloudFormation(readMemberTemplate(template))).toEqual([]);
  });

  test.each(roleTemplateParts)(
    'refer, as Terraform, to nothing that is not there: the part %s',
    async (part) => {
      const module = await readTerraform(writeTerraform(options, part));
      const references = listReferences(module);
      expect(references.length).toBeGreaterThan(0);
      expect(references.filter((reference) => !isDefined(module, reference))).toEqual([]);
    },
  );

  test('give the account that they are deployed in the role that all others have', async () => {
    const template = readCloudFormation(writeCloudFormation(options, 'organization'));
    const member = readMemberTemplate(template);
    expect(member).toEqual(readCloudFormation(writeCloudFormation(options, 'account')));
    expect(template.Resources['RoleOfThisAccount']).toEqual({
      Condition: 'NeedsRole',
      ...member.Resources['Role'],
    });
    const module = await readTerraform(writeTerraform(options, 'organization'));
    expect(readCloudFormation(readHeredoc(module))).toEqual(member);
    const [role] = module.resource['aws_iam_role']?.['member'] ?? [];
    const { RoleName, Path = null } = member.Resources['Role']?.Properties ?? {};
    expect([role?.['name'], role?.['path'] ?? null]).toEqual([RoleName, Path]);
  });

  test('reach accounts that join later, and stop at none that fails', async () => {
    const { Resources, Parameters } = readCloudFormation(
      writeCloudFormation(options, 'organization'),
    );
    expect(Resources['MemberRoles']?.Properties).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      OperationPreferences: { FailureTolerancePercentage: 100 },
      StackInstancesGroup: [
        {
          DeploymentTargets: { OrganizationalUnitIds: { Ref: 'OrganizationalUnitIds' } },
          Regions: [{ Ref: 'AWS::Region' }],
        },
      ],
    });
    const pattern = new RegExp(String(Parameters?.['OrganizationalUnitIds']?.['AllowedPattern']));
    for (const id of ['r-ab12', 'ou-ab12-cdefghij']) expect(id).toMatch(pattern);
    for (const id of ['o-ab12cd34ef', hubAccount, '']) expect(id).not.toMatch(pattern);

    const { resource } = await readTerraform(writeTerraform(options, 'organization'));
    expect(resource['aws_cloudformation_stack_set']?.['member_roles']).toMatchObject([
      {
        permission_model: 'SERVICE_MANAGED',
        auto_deployment: [{ enabled: true, retain_stacks_on_account_removal: false }],
        capabilities: ['CAPABILITY_NAMED_IAM'],
      },
    ]);
    expect(resource['aws_cloudformation_stack_set_instance']?.['member_roles']).toMatchObject([
      {
        deployment_targets: [{ organizational_unit_ids: '${var.organizational_unit_ids}' }],
        operation_preferences: [{ failure_tolerance_percentage: 100 }],
      },
    ]);
  });

  test.each(roleTemplateParts)(
    'are set as "terraform fmt" sets them: the part %s',
    async (part) => {
      const text = writeTerraform(options, part);
      expect(findUnalignedLines(text)).toEqual([]);
      expect((await formatWithTerraform(text)) ?? text).toBe(text);
    },
  );
});

describe('the conditions of the templates', () => {
  test.each([
    { account: hubAccount, callAs: 'SELF', isHub: true, needsRole: false },
    { account: '200000000001', callAs: 'SELF', isHub: false, needsRole: true },
    { account: hubAccount, callAs: 'DELEGATED_ADMIN', isHub: true, needsRole: false },
    { account: '200000000001', callAs: 'DELEGATED_ADMIN', isHub: false, needsRole: false },
  ])('deployed in $account as $callAs', ({ account, callAs, isHub, needsRole }) => {
    const template = readCloudFormation(writeCloudFormation(most, 'organization'));
    const values = { 'AWS::AccountId': account, CallAs: callAs };
    expect(decide(template, 'IsHub', values)).toBe(isHub);
    expect(decide(template, 'NeedsRole', values)).toBe(needsRole);
  });
});

describe('the policy of the hub', () => {
  test('is attached to the role that scans, where a template may', async () => {
    const attached = async (roleArn: string): Promise<readonly unknown[]> => {
      const options = { ...most, hub: { kind: 'role', accountId: hubAccount, roleArn } } as const;
      const { Resources } = readCloudFormation(writeCloudFormation(options, 'hub'));
      const { resource } = await readTerraform(writeTerraform(options, 'hub'));
      return [
        Resources['HubPolicy']?.Properties?.['Roles'] ?? null,
        resource['aws_iam_role_policy_attachment']?.['hub']?.[0]?.['role'] ?? null,
      ];
    };
    const arn = `arn:aws:iam::${hubAccount}:role/`;
    expect(await attached(`${arn}tools/credsweep`)).toEqual([['credsweep'], 'credsweep']);
    expect(
      await attached(`${arn}aws-reserved/sso.amazonaws.com/AWSReservedSSO_Audit_0123456789abcdef`),
    ).toEqual([null, null]);
  });
});

const writers = { cloudformation: writeCloudFormation, terraform: writeTerraform } as const;

/** Evaluates a condition of a template. */
function decide(
  { Conditions = {} }: CloudFormationTemplate,
  name: string,
  values: Readonly<Record<string, string>>,
): boolean {
  const evaluate = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const [call, argument] = Object.entries(value)[0] ?? [];
    if (call === 'Ref') return values[String(argument)];
    if (call === 'Condition') return evaluate(Conditions[String(argument)]);
    const [first, ...others] = (argument as readonly unknown[]).map(evaluate);
    if (call === 'Fn::Not') return first !== true;
    if (call === 'Fn::And') return first === true && others.every((other) => other === true);
    if (call === 'Fn::Equals') return first === others[0];
    throw new Error(`There is no ${call}.`);
  };
  return evaluate(Conditions[name]) === true;
}

/** Everything that the expressions of a module refer to, such as `var.call_as`. */
function listReferences(module: TerraformModule): readonly string[] {
  const expressions = JSON.stringify(module).matchAll(/(?<!\$)\$\{((?:[^{}]|\{[^{}]*\})*)\}/g);
  return [...expressions].flatMap(([, expression = '']) =>
    [...expression.matchAll(/\b(?:data\.\w+\.\w+|var\.\w+|local\.\w+|aws_\w+\.\w+)/g)].map(
      ([reference]) => reference,
    ),
  );
}

function isDefined(module: TerraformModule, reference: string): boolean {
  const path = reference.replace(/^var\./, 'variable.').split('.');
  const [first = ''] = path;
  if (first === 'local')
    return JSON.stringify((module as Readonly<Record<string, unknown>>)['locals']).includes(
      `"${path[1]}":`,
    );
  const places = ['data', 'variable'].includes(first) ? path : ['resource', ...path];
  let found: unknown = module;
  for (const place of places)
    found = (found as Readonly<Record<string, unknown>> | undefined)?.[place];
  return found !== undefined;
}

/** Lines whose `=` does not stand below that of the line before, outside of texts of many lines. */
function findUnalignedLines(text: string): readonly string[] {
  const lines = text.replaceAll(/<<-EOT\n[^]*?\n\s*EOT\n/g, '\n').split('\n');
  const attribute = /^( *)(\w+ *)= (?!.*[[{(]$)/;
  return lines.filter((line, index) => {
    const before = attribute.exec(lines[index - 1] ?? '');
    const here = attribute.exec(line);
    return before && here && before[1] === here[1] && before[2]?.length !== here[2]?.length;
  });
}

/** Null where Terraform is not installed: then the rules above are all that is checked. */
function formatWithTerraform(text: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = execFile('terraform', ['fmt', '-no-color', '-'], (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (error.code === 'ENOENT') resolve(null);
      else reject(error);
    });
    child.stdin?.on('error', () => undefined).end(text);
  });
}
