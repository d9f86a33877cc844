import type { CloudFormationTemplate } from './read-cloudformation.ts';

/** What is wrong with a template, one sentence each, by the rules of CloudFormation that matter to ours. */
export function checkCloudFormation(template: CloudFormationTemplate): readonly string[] {
  const { Parameters = {}, Conditions = {}, Resources, Outputs = {}, ...others } = template;
  const referable = new Set([
    ...Object.keys(Parameters),
    ...Object.keys(Resources),
    ...pseudoParameters,
  ]);
  const problems: string[] = [];
  const known = new Set(['AWSTemplateFormatVersion', 'Description']);
  for (const section of Object.keys(others))
    if (!known.has(section)) problems.push(`${section} is no section`);
  for (const id of [Parameters, Conditions, Resources, Outputs].flatMap(Object.keys))
    if (!/^[A-Za-z0-9]{1,255}$/.test(id)) problems.push(`${id} is no logical id`);
  for (const { name, value } of walk(template)) {
    if (name === 'Ref' && !referable.has(String(value)))
      problems.push(`!Ref ${String(value)} refers to nothing`);
    if (name === 'Condition' && typeof value === 'string' && !(value in Conditions))
      problems.push(`the condition ${value} is not there`);
    if (name === 'Fn::GetAtt' && Array.isArray(value) && !referable.has(String(value[0])))
      problems.push(`!GetAtt ${value.join('.')} refers to nothing`);
    if (name === 'Fn::Sub')
      for (const [, variable = ''] of String(value).matchAll(/\$\{([^}]+)\}/g))
        if (!referable.has(variable.split('.')[0] ?? ''))
          problems.push(`!Sub of ${variable} refers to nothing`);
    if (
      typeof value === 'string' &&
      value.includes('${') &&
      name !== 'Fn::Sub' &&
      name !== 'TemplateBody'
    )
      problems.push(`${name} has a variable that nothing puts in: ${value}`);
  }
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    const rules = resourceRules[Type];
    if (rules === undefined) problems.push(`${id} has the type ${Type}, which has no rules here`);
    for (const name of Object.keys(Properties))
      if (rules !== undefined && !rules.all.includes(name)) problems.push(`${Type} has no ${name}`);
    for (const name of rules?.required ?? [])
      if (!(name in Properties)) problems.push(`${Type} needs ${name}`);
  }
  return problems;
}

const pseudoParameters = [
  'AWS::AccountId',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/** Those of the properties in the CloudFormation template reference that templates of this project may use. */
const resourceRules: Readonly<
  Record<string, { readonly required: readonly string[]; readonly all: readonly string[] }>
> = {
  'AWS::IAM::Role': rule(
    'AssumeRolePolicyDocument',
    'Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary Policies RoleName Tags',
  ),
  'AWS::IAM::ManagedPolicy': rule(
    'PolicyDocument',
    'Description Groups ManagedPolicyName Path Roles Users',
  ),
  'AWS::CloudFormation::StackSet': rule(
    'PermissionModel StackSetName',
    'AutoDeployment CallAs Capabilities Description ManagedExecution OperationPreferences Parameters ' +
      'StackInstancesGroup Tags TemplateBody TemplateURL',
  ),
  'AWS::ECS::Cluster': rule('', 'CapacityProviders ClusterName ClusterSettings Configuration Tags'),
  'AWS::ECS::TaskDefinition': rule(
    '',
    'ContainerDefinitions Cpu EphemeralStorage ExecutionRoleArn Family Memory NetworkMode ' +
      'RequiresCompatibilities RuntimePlatform Tags TaskRoleArn Volumes',
  ),
  'AWS::ECS::Service': rule(
    '',
    'Cluster DeploymentConfiguration DesiredCount EnableExecuteCommand LaunchType NetworkConfiguration ' +
      'PlatformVersion PropagateTags ServiceName Tags TaskDefinition',
  ),
  'AWS::EC2::SecurityGroup': rule(
    'GroupDescription',
    'GroupName SecurityGroupEgress SecurityGroupIngress Tags VpcId',
  ),
  'AWS::Logs::LogGroup': rule('', 'KmsKeyId LogGroupClass LogGroupName RetentionInDays Tags'),
  'AWS::ApplicationAutoScaling::ScalableTarget': rule(
    'MaxCapacity MinCapacity ResourceId ScalableDimension ServiceNamespace',
    'RoleARN ScheduledActions SuspendedState',
  ),
  'AWS::ApplicationAutoScaling::ScalingPolicy': rule(
    'PolicyName PolicyType',
    'ResourceId ScalableDimension ScalingTargetId ServiceNamespace StepScalingPolicyConfiguration ' +
      'TargetTrackingScalingPolicyConfiguration',
  ),
};

/** Names of properties, with blanks between. */
function rule(required: string, optional: string) {
  const split = (names: string): string[] => names.split(' ').filter((name) => name !== '');
  return { required: split(required), all: [...split(required), ...split(optional)] };
}

function* walk(
  value: unknown,
  name = '',
): Generator<{ readonly name: string; readonly value: unknown }> {
  yield { name, value };
  if (Array.isArray(value)) for (const item of value) yield* walk(item, name);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* walk(inner, key);
}
