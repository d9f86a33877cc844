/**
 * Checks a finding against what AWS documents of the AWS Security Finding Format and of `BatchImportFindings`; gives
 * what is wrong with it, by the path of the field.
 *
 * Sources: the API reference of Security Hub (AwsSecurityFinding, BatchImportFindings) and its service model of
 * 2018-10-26; the limits of lengths are those of the reference.
 */
export function checkAsffFinding(finding: unknown): readonly string[] {
  const problems = checkFields(finding, shapes.finding, '');
  const { ProductArn: arn, AwsAccountId: accountId } = finding as Readonly<Record<string, string>>;
  const match = /^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:(\d{12}):product\/(\d{12})\/default$/.exec(
    arn ?? '',
  );
  if (match === null || match[1] !== accountId || match[2] !== accountId)
    problems.push(`ProductArn: ${arn} is not the default product of ${accountId}`);
  if (Buffer.byteLength(JSON.stringify(finding)) > 240_000) problems.push('is over 240 KB');
  return problems;
}

type Field = {
  readonly required?: true;
  readonly check: (value: unknown, path: string) => readonly string[];
};

type Shape = Readonly<Record<string, Field>>;

function checkFields(value: unknown, shape: Shape, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${path}: is not an object`];
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return [
    ...Object.entries(shape).flatMap(([name, field]) =>
      field.required === true && fields[name] === undefined ? [`${path}${name}: is required`] : [],
    ),
    ...Object.entries(fields).flatMap(([name, child]) => {
      const field = shape[name];
      return field === undefined
        ? [`${path}${name}: is not in the format`]
        : [...field.check(child, `${path}${name}`)];
    }),
  ];
}

function text(maxLength: number, pattern = /\S/): Field {
  return {
    check: (value, path) =>
      typeof value === 'string' && value.length <= maxLength && pattern.test(value)
        ? []
        : [`${path}: ${JSON.stringify(value)} is no text of 1 to ${maxLength} characters`],
  };
}

function oneOf(...choices: readonly string[]): Field {
  return {
    check: (value, path) =>
      choices.includes(String(value)) ? [] : [`${path}: ${JSON.stringify(value)} is no choice`],
  };
}

function object(shape: Shape): Field {
  return { check: (value, path) => checkFields(value, shape, `${path}.`) };
}

function list(maxItems: number, item: Field): Field {
  return {
    check: (value, path) =>
      Array.isArray(value) && value.length > 0 && value.length <= maxItems
        ? value.flatMap((each, index) => item.check(each, `${path}[${index}]`))
        : [`${path}: is no list of 1 to ${maxItems}`],
  };
}

function map(maxEntries: number, maxName: number, maxValue: number): Field {
  return {
    check: (value, path) => {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      return [
        ...(entries.length <= maxEntries ? [] : [`${path}: has over ${maxEntries} entries`]),
        ...entries.flatMap(([name, each]) => [
          ...text(maxName).check(name, `${path} (name)`),
          ...text(maxValue).check(each, `${path}.${name}`),
        ]),
      ];
    },
  };
}

function required(field: Field): Field {
  return { ...field, required: true };
}

const time = text(24, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const accountId = text(12, /^\d{12}$/);
const severity = object({
  Label: oneOf('INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'),
  Original: text(64),
});
const types = list(
  50,
  text(
    256,
    /^(?:Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(?:\/[^/]+){0,2}$/,
  ),
);

const resource = object({
  Type: required(oneOf('AwsIamAccessKey', 'AwsIamUser', 'AwsAccount')),
  Id: required(text(2048)),
  Partition: oneOf('aws', 'aws-cn', 'aws-us-gov'),
  Tags: map(50, 128, 256),
  Details: object({
    AwsIamAccessKey: object({
      AccessKeyId: text(128),
      AccountId: accountId,
      CreatedAt: time,
      PrincipalName: text(128),
      PrincipalType: oneOf('IAMUser', 'Root'),
      Status: oneOf('Active', 'Inactive'),
    }),
    AwsIamUser: object({ UserName: text(64), Path: text(512, /^\/(?:.*\/)?$/), CreateDate: time }),
    Other: map(50, 128, 1024),
  }),
});

const shapes = {
  finding: {
    SchemaVersion: required(oneOf('2018-10-08')),
    Id: required(text(512)),
    ProductArn: required(text(2048)),
    ProductName: text(128),
    CompanyName: text(128),
    GeneratorId: required(text(512)),
    AwsAccountId: required(accountId),
    AwsAccountName: text(50),
    Types: types,
    FirstObservedAt: time,
    LastObservedAt: time,
    CreatedAt: required(time),
    UpdatedAt: required(time),
    Severity: required(severity),
    Title: required(text(256)),
    Description: required(text(1024)),
    Remediation: object({
      Recommendation: object({ Text: text(512), Url: text(2048, /^https:\/\/\S+$/) }),
    }),
    ProductFields: map(50, 128, 2048),
    Resources: required(list(32, resource)),
    Compliance: object({
      Status: oneOf('PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'),
      StatusReasons: list(
        32,
        object({ ReasonCode: required(text(100, /^[A-Z_]+$/)), Description: text(1024) }),
      ),
    }),
    Workflow: object({ Status: oneOf('NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED') }),
    RecordState: oneOf('ACTIVE', 'ARCHIVED'),
    FindingProviderFields: object({ Severity: severity, Types: types }),
  } satisfies Shape,
};
