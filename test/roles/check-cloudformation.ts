import { findResourceSchema } from './check-resource.ts';
import type { CloudFormationTemplate } from './read-cloudformation.ts';

/** What is wrong with a template, one sentence each, by the schemas of its resources and the rules of templates. */
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
  const attributes = new Map<string, ReadonlySet<string>>();
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    const schema = findResourceSchema(Type);
    if (schema === null) problems.push(`${id} has the type ${Type}, which is none of AWS`);
    else problems.push(...schema.check(Properties));
    attributes.set(id, schema?.attributes ?? new Set());
  }
  for (const path of walkAttributes(template)) {
    const [id = '', ...attribute] = path.split('.');
    if (attributes.get(id)?.has(attribute.join('.')) === false)
      problems.push(`${id} has no attribute ${attribute.join('.')}`);
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

/** Attributes of resources that a template asks for, such as `Task.Arn`. */
function* walkAttributes(template: CloudFormationTemplate): Generator<string> {
  for (const { name, value } of walk(template)) {
    if (name === 'Fn::GetAtt' && Array.isArray(value)) yield value.join('.');
    if (name === 'Fn::Sub')
      for (const [, path = ''] of String(value).matchAll(/\$\{(\w+\.[\w.]+)\}/g)) yield path;
  }
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
