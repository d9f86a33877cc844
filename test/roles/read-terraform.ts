import type { PolicyDocument, RolePolicies } from '@credsweep/core';
import { createRequire } from 'node:module';

/** Its own types would bring those of a browser into all tests. */
const { parse } = createRequire(import.meta.url)('@cdktf/hcl2json') as {
  parse(fileName: string, text: string): Promise<unknown>;
};

/** A module as JSON: blocks by type and labels, each in a list; expressions stand in `${…}`. */
export type TerraformModule = {
  readonly data: Readonly<Record<string, Readonly<Record<string, readonly TerraformBlock[]>>>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, readonly TerraformBlock[]>>>>;
  readonly variable?: Readonly<Record<string, readonly TerraformBlock[]>>;
};

/** The attributes and inner blocks of a block. */
type TerraformBlock = Readonly<Record<string, unknown>>;

/** Reads a module with the parser of Terraform itself. */
export async function readTerraform(text: string): Promise<TerraformModule> {
  return (await parse('roles.tf', text)) as TerraformModule;
}

/** The policies of a module, as they are in a partition. */
export async function readTerraformPolicies(
  text: string,
  partition: string,
): Promise<RolePolicies> {
  const { data } = await readTerraform(text);
  const read = (name: string): PolicyDocument =>
    toDocument(data['aws_iam_policy_document']?.[name]?.[0] as PolicyBlock, partition);
  return {
    memberPermissionsPolicy: read('member'),
    memberTrustPolicy: read('member_trust'),
    hubPermissionsPolicy: read('hub'),
  };
}

/** The template that the StackSet deploys in every account. */
export function readHeredoc({ resource }: TerraformModule): string {
  const [block] = resource['aws_cloudformation_stack_set']?.['member_roles'] ?? [];
  return String(block?.['template_body']).replaceAll('$${', '${');
}

type PolicyBlock = {
  readonly statement: readonly {
    readonly sid: string;
    readonly actions: readonly string[];
    readonly resources?: readonly string[];
    readonly principals?: readonly [{ readonly identifiers: readonly [string] }];
    readonly condition?: readonly {
      readonly test: string;
      readonly variable: string;
      readonly values: readonly [string];
    }[];
  }[];
};

function toDocument({ statement }: PolicyBlock, partition: string): PolicyDocument {
  const put = (text: string): string =>
    text.replaceAll('${data.aws_partition.current.partition}', partition);
  return {
    Version: '2012-10-17',
    Statement: statement.map(({ sid, actions, resources, principals, condition = [] }) => {
      const conditions: Record<string, Record<string, string>> = {};
      for (const { test, variable, values } of condition)
        (conditions[test] ??= {})[variable] = put(values[0]);
      return {
        Sid: sid,
        Effect: 'Allow',
        ...(principals === undefined
          ? {}
          : { Principal: { AWS: put(principals[0].identifiers[0]) } }),
        Action: actions,
        ...(resources === undefined ? {} : { Resource: resources.map(put) }),
        ...(condition.length === 0 ? {} : { Condition: conditions }),
      };
    }),
  };
}
