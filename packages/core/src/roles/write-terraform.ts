import { joinParts, quoteHcl, writeAttributes, writeBlock, writeHeredoc } from './hcl.ts';
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
import { terraformPartition, writePolicyDocument } from './terraform-policy.ts';
import { writeMemberTemplate } from './write-cloudformation.ts';

/** Writes a part of the roles as a Terraform module of one file, for any partition. */
export function writeTerraform(options: RolePolicyOptions, part: RoleTemplatePart): string {
  const policies = writePortablePolicies(options, terraformPartition);
  const isWhole = part === 'organization';
  const blocks = [
    isWhole ? organizationComment : [],
    settings,
    ...(isWhole ? variables : []),
    ...(isWhole ? [['data "aws_caller_identity" "current" {}']] : []),
    ['data "aws_partition" "current" {}'],
    ...(isWhole ? [writeLocals(options), ...writeStackSet(options)] : []),
    ...(part === 'hub' ? [] : writeMemberRole(options, policies, isWhole ? 'needs_role' : null)),
    ...(part === 'account' ? [] : writeHubPolicy(options, policies, isWhole ? 'is_hub' : null)),
  ];
  return `${joinParts(blocks).join('\n')}\n`;
}

const settings = writeBlock(
  'terraform',
  writeAttributes({ required_version: '">= 1.3"' }),
  writeBlock(
    'required_providers',
    writeBlock('aws =', writeAttributes({ source: '"hashicorp/aws"', version: '">= 5.0, < 7.0"' })),
  ),
);

const variables = [
  writeBlock(
    'variable "organizational_unit_ids"',
    writeAttributes({
      description: quoteHcl(templateWords.organizationalUnits),
      type: 'list(string)',
    }),
    writeBlock(
      'validation',
      writeAttributes({
        condition: `alltrue([for id in var.organizational_unit_ids : can(regex(${quoteHcl(organizationalUnitPattern)}, id))])`,
        error_message: '"Each must be the id of a root (r-...) or organizational unit (ou-...)."',
      }),
    ),
  ),
  writeBlock(
    'variable "call_as"',
    writeAttributes({
      description: quoteHcl(templateWords.callAs),
      type: 'string',
      default: '"SELF"',
    }),
    writeBlock(
      'validation',
      writeAttributes({
        condition: 'contains(["SELF", "DELEGATED_ADMIN"], var.call_as)',
        error_message: '"It must be SELF or DELEGATED_ADMIN."',
      }),
    ),
  ),
];

function writeLocals({ hub }: RolePolicyOptions): readonly string[] {
  return writeBlock(
    'locals',
    writeAttributes({
      is_hub: `data.aws_caller_identity.current.account_id == ${quoteHcl(hub.accountId)}`,
      needs_role: '!local.is_hub && var.call_as == "SELF"',
    }),
  );
}

/** An account that fails keeps no other from its role: a scan names those that it cannot enter. */
function writeStackSet(options: RolePolicyOptions): readonly (readonly string[])[] {
  const preferences = writeBlock(
    'operation_preferences',
    writeAttributes({
      failure_tolerance_percentage: '100',
      max_concurrent_percentage: '100',
      region_concurrency_type: '"PARALLEL"',
    }),
  );
  return [
    writeBlock(
      'resource "aws_cloudformation_stack_set" "member_roles"',
      writeAttributes({
        name: quoteHcl(stackSetName),
        description: quoteHcl(templateWords.member),
        permission_model: '"SERVICE_MANAGED"',
        call_as: 'var.call_as',
        capabilities: '["CAPABILITY_NAMED_IAM"]',
      }),
      writeHeredoc('template_body', writeMemberTemplate(options)),
      writeBlock(
        'auto_deployment',
        writeAttributes({ enabled: 'true', retain_stacks_on_account_removal: 'false' }),
      ),
      writeBlock('managed_execution', writeAttributes({ active: 'true' })),
      preferences,
      writeBlock('lifecycle', [
        '# Service-managed StackSets have none, yet AWS answers with one.',
        ...writeAttributes({ ignore_changes: '[administration_role_arn]' }),
      ]),
    ),
    writeBlock(
      'resource "aws_cloudformation_stack_set_instance" "member_roles"',
      writeAttributes({
        stack_set_name: 'aws_cloudformation_stack_set.member_roles.name',
        call_as: 'var.call_as',
      }),
      writeBlock(
        'deployment_targets',
        writeAttributes({ organizational_unit_ids: 'var.organizational_unit_ids' }),
      ),
      preferences,
    ),
  ];
}

function writeMemberRole(
  { roleName }: RolePolicyOptions,
  policies: RolePolicies,
  condition: string | null,
): readonly (readonly string[])[] {
  const { name, path } = splitRoleName(roleName);
  const count = writeCount(condition);
  return [
    writePolicyDocument('member_trust', policies.memberTrustPolicy),
    writePolicyDocument('member', policies.memberPermissionsPolicy),
    writeBlock(
      'resource "aws_iam_role" "member"',
      count,
      writeAttributes({
        name: quoteHcl(name),
        ...(path === '/' ? {} : { path: quoteHcl(path) }),
        description: quoteHcl(templateWords.member),
        assume_role_policy: 'data.aws_iam_policy_document.member_trust.json',
      }),
    ),
    writeBlock(
      'resource "aws_iam_role_policy" "member"',
      count,
      writeAttributes({
        name: quoteHcl(memberPolicyName),
        role: `aws_iam_role.member${condition === null ? '' : '[0]'}.id`,
        policy: 'data.aws_iam_policy_document.member.json',
      }),
    ),
  ];
}

function writeHubPolicy(
  options: RolePolicyOptions,
  policies: RolePolicies,
  condition: string | null,
): readonly (readonly string[])[] {
  const role = findAttachableRole(options);
  const count = writeCount(condition);
  const policy = `aws_iam_policy.hub${condition === null ? '' : '[0]'}.arn`;
  return [
    writePolicyDocument('hub', policies.hubPermissionsPolicy),
    writeBlock(
      'resource "aws_iam_policy" "hub"',
      count,
      writeAttributes({
        name: '"credsweep-hub"',
        description: quoteHcl(templateWords.hub),
        policy: 'data.aws_iam_policy_document.hub.json',
      }),
    ),
    role === null
      ? []
      : writeBlock(
          'resource "aws_iam_role_policy_attachment" "hub"',
          count,
          writeAttributes({ role: quoteHcl(role), policy_arn: policy }),
        ),
    writeBlock(
      'output "hub_policy_arn"',
      writeAttributes({
        description: '"Policy to attach to whatever runs credsweep."',
        value: condition === null ? policy : 'one(aws_iam_policy.hub[*].arn)',
      }),
    ),
  ];
}

function writeCount(condition: string | null): readonly string[] {
  return condition === null ? [] : writeAttributes({ count: `local.${condition} ? 1 : 0` });
}

const organizationComment = [
  '# Apply it in the management account, or in that of a delegated administrator of StackSets.',
  '# A StackSet has no stack in the management account. Applied there, this module creates the role beside it where a',
  '# scan needs it; applied elsewhere, give the management account the part "account". The hub needs no role of its own.',
];
