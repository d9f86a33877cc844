import { listHcl, quoteHcl, writeAttributes, writeBlock, writeList } from './hcl.ts';
import type { PolicyDocument, PolicyStatement } from './role-policies.ts';

/** In policies, the partition that Terraform works in. */
export const terraformPartition = '${data.aws_partition.current.partition}';

/** Writes a policy as data source `aws_iam_policy_document`; the partition in its texts is interpolated. */
export function writePolicyDocument(name: string, { Statement }: PolicyDocument) {
  return writeBlock(
    `data "aws_iam_policy_document" "${name}"`,
    ...Statement.map((statement) => writeBlock('statement', ...writeStatement(statement))),
  );
}

function writeStatement(statement: PolicyStatement): readonly (readonly string[])[] {
  const { Sid, Principal, Action, Resource, Condition = {} } = statement;
  const actions = toList(Action).map(quoteText);
  const attributes = {
    sid: quoteText(Sid),
    ...(actions.length === 1 ? { actions: listHcl(actions) } : {}),
    ...(Resource === undefined ? {} : { resources: listHcl(toList(Resource).map(quoteText)) }),
  };
  return [
    writeAttributes(attributes),
    actions.length === 1 ? [] : writeList('actions', actions),
    Principal === undefined
      ? []
      : writeBlock(
          'principals',
          writeAttributes({ type: '"AWS"', identifiers: listHcl([quoteText(Principal.AWS)]) }),
        ),
    ...Object.entries(Condition).flatMap(([test, values]) =>
      Object.entries(values).map(([variable, value]) =>
        writeBlock(
          'condition',
          writeAttributes({
            test: quoteText(test),
            variable: quoteText(variable),
            values: listHcl([quoteText(value)]),
          }),
        ),
      ),
    ),
  ];
}

function toList(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function quoteText(text: string): string {
  return quoteHcl(text).replaceAll(`$${terraformPartition}`, terraformPartition);
}
