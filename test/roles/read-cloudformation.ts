import type { RolePolicies } from '@credsweep/core';
import { parse, type CollectionTag, type ScalarTag } from 'yaml';

/** A template, its functions in the long form: `!Ref x` is `{ Ref: 'x' }`, `!Sub x` is `{ 'Fn::Sub': 'x' }`. */
export type CloudFormationTemplate = {
  readonly AWSTemplateFormatVersion: string;
  readonly Parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Condition?: string; readonly Value: unknown }>
  >;
};

/** A resource of a template. */
type CloudFormationResource = {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
};

/** Reads a template as CloudFormation does: as YAML 1.1, without aliases. */
export function readCloudFormation(text: string): CloudFormationTemplate {
  return parse(text, { version: '1.1', customTags, maxAliasCount: 0 }) as CloudFormationTemplate;
}

/** The template that the StackSet deploys in every account. */
export function readMemberTemplate({ Resources }: CloudFormationTemplate): CloudFormationTemplate {
  return readCloudFormation(String(Resources['MemberRoles']?.Properties?.['TemplateBody']));
}

/** The policies of a whole template, as they are in a partition. */
export function readCloudFormationPolicies(text: string, partition: string): RolePolicies {
  const template = readCloudFormation(text);
  const member = readMemberTemplate(template).Resources['Role']?.Properties ?? {};
  const [inline] = member['Policies'] as readonly { readonly PolicyDocument: unknown }[];
  return substitute(
    {
      memberPermissionsPolicy: inline?.PolicyDocument,
      memberTrustPolicy: member['AssumeRolePolicyDocument'],
      hubPermissionsPolicy: template.Resources['HubPolicy']?.Properties?.['PolicyDocument'],
    },
    partition,
  ) as RolePolicies;
}

/** Puts texts in the place of `Fn::Sub`. */
function substitute(value: unknown, partition: string): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, partition));
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::Sub' in value)
    return String(value['Fn::Sub']).replaceAll('${AWS::Partition}', partition);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, substitute(inner, partition)]),
  );
}

const customTags: (ScalarTag | CollectionTag)[] = [
  ...['Ref', 'Condition', 'Sub', 'GetAtt'].map((name): ScalarTag => ({
    tag: `!${name}`,
    resolve: (text) => ({ [longName(name)]: name === 'GetAtt' ? text.split('.') : text }),
  })),
  ...['Equals', 'And', 'Not', 'If', 'Or'].map((name): CollectionTag => ({
    tag: `!${name}`,
    collection: 'seq',
    resolve: (items) => ({ [longName(name)]: (items as { toJSON(): unknown }).toJSON() }),
  })),
];

function longName(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}
