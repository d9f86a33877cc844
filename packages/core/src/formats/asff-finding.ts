import { partitionOfArn } from '../arn.ts';
import type { Severity } from '../judge-severity.ts';
import { cutText } from './cut-text.ts';
import type { FindingContext } from './finding-context.ts';
import type { FindingWords } from './finding-words.ts';

/** What findings of the AWS Security Finding Format need besides. */
export type AsffContext = FindingContext & {
  /** Region of the Security Hub; null, or one of another partition: the partition's first. */
  readonly region: string | null;
  /**
   * Account whose Security Hub takes all findings; null: each finding is for the Security Hub of its own account. AWS
   * takes findings of a product without partnership from the account that they name only.
   */
  readonly importAccountId: string | null;
};

/** A finding of the AWS Security Finding Format (2018-10-08), as `BatchImportFindings` takes it. */
export type AsffFinding = {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Title: string;
  readonly Description: string;
  readonly Resources: readonly AsffResource[];
} & { readonly [field: string]: unknown };

/** What a finding is about. */
export type AsffResource = {
  readonly Type: string;
  readonly Id: string;
} & { readonly [field: string]: unknown };

/** What makes one finding. */
export type AsffFindingParts = {
  readonly id: string;
  /** Kind of finding, such as `stale-user`. */
  readonly generator: string;
  /** Last part of the finding's type, such as `Stale IAM User`. */
  readonly classifier: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly partition: string;
  readonly createdAt: Date;
  readonly firstObservedAt: Date | null;
  readonly updatedAt: Date;
  readonly severity: Severity;
  readonly words: Omit<FindingWords, 'remediationUrl'> & Partial<FindingWords>;
  readonly resources: readonly AsffResource[];
  readonly status: 'PASSED' | 'FAILED' | 'NOT_AVAILABLE';
  /** By default `ACTIVE`. */
  readonly recordState?: 'ARCHIVED';
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  readonly fields: AsffFields;
};

/** Names and values; what is null or blank is left out, for the format has no empty texts. */
export type AsffFields = Readonly<Record<string, string | number | boolean | null>>;

/** Makes a finding within the limits of the format. */
export function makeAsffFinding(parts: AsffFindingParts, context: AsffContext): AsffFinding {
  const { words } = parts;
  const importAccountId = context.importAccountId ?? parts.accountId;
  const region = chooseRegion(parts.partition, context.region);
  const severity = { Label: parts.severity.toUpperCase(), Original: parts.severity };
  const types = [
    `Software and Configuration Checks/AWS Security Best Practices/${parts.classifier}`,
  ];
  return {
    SchemaVersion: '2018-10-08',
    Id: parts.id,
    ProductArn: `arn:${parts.partition}:securityhub:${region}:${importAccountId}:product/${importAccountId}/default`,
    ProductName: 'credsweep',
    CompanyName: 'credsweep',
    GeneratorId: `credsweep/${parts.generator}`,
    AwsAccountId: importAccountId,
    ...(importAccountId === parts.accountId && parts.accountName.trim() !== ''
      ? { AwsAccountName: cutText(parts.accountName, 50) }
      : {}),
    Types: types,
    CreatedAt: parts.createdAt.toISOString(),
    ...(parts.firstObservedAt === null
      ? {}
      : { FirstObservedAt: parts.firstObservedAt.toISOString() }),
    LastObservedAt: parts.updatedAt.toISOString(),
    UpdatedAt: parts.updatedAt.toISOString(),
    Severity: severity,
    Title: cutText(words.title, 256),
    Description: cutText(words.description, 1024),
    Remediation: {
      Recommendation: {
        Text: cutText(words.remediation, 512),
        ...(words.remediationUrl === undefined ? {} : { Url: words.remediationUrl }),
      },
    },
    ProductFields: toAsffFields(
      {
        ScanId: context.scanId,
        OrganizationId: context.organizationId,
        Policy: context.policy.name,
        AccountId: parts.accountId,
        AccountName: parts.accountName,
        ...parts.fields,
      },
      'credsweep/',
    ),
    Resources: parts.resources,
    Compliance: {
      Status: parts.status,
      StatusReasons: parts.reasons.map(({ code, text }) => ({
        ReasonCode: code.toUpperCase(),
        Description: cutText(text, 1024),
      })),
    },
    Workflow: { Status: 'NEW' },
    RecordState: parts.recordState ?? 'ACTIVE',
    FindingProviderFields: { Severity: severity, Types: types },
  };
}

/** Makes a map of texts of at most 50 entries; what is null or blank is left out. */
export function toAsffFields(fields: AsffFields, prefix = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(
        ([name, value]) => name.trim() !== '' && value !== null && String(value).trim() !== '',
      )
      .slice(0, 50)
      .map(([name, value]) => [cutText(`${prefix}${name}`, 128), cutText(String(value), 1024)]),
  );
}

/** Makes the resource of an AWS account, in the way Security Hub itself names it. */
export function describeAsffAccount(accountId: string, partition: string): AsffResource {
  return { Type: 'AwsAccount', Id: `AWS::::Account:${accountId}`, ...nameAsffPartition(partition) };
}

/** The attribute `Partition`, where the format has a name for it. */
export function nameAsffPartition(partition: string): { readonly Partition?: string } {
  return ['aws', 'aws-cn', 'aws-us-gov'].includes(partition) ? { Partition: partition } : {};
}

/** The partition of an account of which only a Region is known, or nothing. */
export function guessPartition(region: string | null): string {
  if (region === null) return 'aws';
  return regionPrefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** The partition of an IAM ARN; a text that is none counts as `aws`. */
export function findPartition(arn: string): string {
  return partitionOfArn(arn) ?? 'aws';
}

function chooseRegion(partition: string, region: string | null): string {
  if (region !== null && guessPartition(region) === partition) return region;
  return Object.hasOwn(firstRegions, partition)
    ? firstRegions[partition as keyof typeof firstRegions]
    : (region ?? firstRegions.aws);
}

const regionPrefixes = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
] as const;

const firstRegions = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
} as const;
